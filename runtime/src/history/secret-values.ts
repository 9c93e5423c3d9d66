/** What is masked unless asked otherwise: members whose names say that they are secret, and texts that look like a secret. Pure. */

/** Letters and digits of a name, in lower case, end with one of these. */
const secretNames = [
  ...['password', 'passwd', 'passphrase', 'secret', 'token', 'authorization', 'credential', 'credentials'],
  ...['apikey', 'accesskey', 'secretkey', 'privatekey', 'signingkey', 'cookie', 'cookies'],
  ...['cardnumber', 'cvv', 'cvc', 'iban', 'accountnumber', 'ssn', 'socialsecuritynumber'],
];

export function isSecretName(name: string): boolean {
  const letters = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return secretNames.some((secret) => letters.endsWith(secret));
}

/** Tokens in the forms of common services, keys in PEM, and what follows `Bearer`. */
const secretTexts = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
  /\b(?:sk|pk|rk|whsec|signkey|gh[pousr]|glpat|xox[abprs]|npm)[-_][\w-]{16,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  /(?<=\bBearer )[\w.~+/-]{8,}=*/g,
  /(?<=:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g,
];

/** Digits in groups, as cards are written. */
const digits = /\b\d(?:[ -]?\d){12,18}\b/g;

/** The parts of a text that look like secrets. */
export function secretsIn(text: string): string[] {
  const found = secretTexts.flatMap((pattern) => text.match(pattern) ?? []);
  return [...found, ...(text.match(digits) ?? []).filter(isCardNumber)];
}

/** The check digit of payment cards (ISO/IEC 7812); times in milliseconds are shorter, or do not begin like a card. */
function isCardNumber(text: string): boolean {
  const numbers = [...text.replaceAll(/\D/g, '')].map(Number).reverse();
  if (numbers.length < 14 || numbers.at(-1) === 0) return false;
  const sum = numbers.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
