/** How a text is worded: English is the key, and `{0}`, `{1}` … are filled in. */
export interface Texts {
  t(message: string, ...args: (string | number)[]): string;
}

/** Where nothing is translated, as in a terminal. */
export const english: Texts = {
  t: (message, ...args) =>
    message.replace(/\{(\d)\}/g, (whole, index) => String(args[Number(index)] ?? whole)),
};
