/**
 * What models cost, in US dollars per million tokens of input and of output, as their makers listed it in August 2026. A model that
 * is not here, or has become cheaper since, is estimated wrongly or not at all: it is shown as an estimate.
 */
const list = `
chatgpt-4o-latest 5 15
claude-3-7-sonnet-20250219 3 15
claude-3-haiku-20240307 0.25 1.25
claude-3-opus-20240229 15 75
claude-4-opus-20250514 15 75
claude-4-sonnet-20250514 3 15
claude-fable-5 10 50
claude-haiku-4-5 1 5
claude-mythos-5 10 50
claude-mythos-preview 10 50
claude-opus-4-1 15 75
claude-opus-4-20250514 15 75
claude-opus-4-5 5 25
claude-opus-4-6 5 25
claude-opus-4-7 5 25
claude-opus-4-8 5 25
claude-opus-5 5 25
claude-sonnet-4-20250514 3 15
claude-sonnet-4-5 3 15
claude-sonnet-4-6 3 15
claude-sonnet-5 2 10
command 1 2
command-a-03-2025 2.5 10
command-light 0.3 0.6
command-nightly 1 2
command-r 0.15 0.6
command-r-08-2024 0.15 0.6
command-r-plus 2.5 10
command-r-plus-08-2024 2.5 10
command-r7b-12-2024 0.0375 0.15
deepseek-chat 0.28 0.42
deepseek-reasoner 0.28 0.42
deepseek-v4-flash 0.14 0.28
deepseek-v4-pro 0.435 0.87
gemini-2.0-flash 0.1 0.4
gemini-2.0-flash-001 0.15 0.6
gemini-2.0-flash-lite 0.075 0.3
gemini-2.0-flash-lite-001 0.075 0.3
gemini-2.5-flash 0.3 2.5
gemini-2.5-flash-lite 0.1 0.4
gemini-2.5-pro 1.25 10
gemini-3-flash-preview 0.5 3
gemini-3-pro-preview 2 12
gemini-3.1-flash-lite 0.25 1.5
gemini-3.1-flash-lite-preview 0.25 1.5
gemini-3.1-pro-preview 2 12
gemini-3.1-pro-preview-customtools 2 12
gemini-3.5-flash 1.5 9
gemini-3.5-flash-lite 0.3 2.5
gemini-3.6-flash 1.5 7.5
gemini-flash-latest 0.3 2.5
gemini-flash-lite-latest 0.1 0.4
gemini-pro-latest 1.25 10
gpt-3.5-turbo 0.5 1.5
gpt-3.5-turbo-1106 1 2
gpt-3.5-turbo-16k 3 4
gpt-4 30 60
gpt-4-0125-preview 10 30
gpt-4-1106-preview 10 30
gpt-4-turbo 10 30
gpt-4-turbo-preview 10 30
gpt-4.1 2 8
gpt-4.1-mini 0.4 1.6
gpt-4.1-nano 0.1 0.4
gpt-4o 2.5 10
gpt-4o-2024-05-13 5 15
gpt-4o-mini 0.15 0.6
gpt-4o-mini-search-preview 0.15 0.6
gpt-4o-search-preview 2.5 10
gpt-5 1.25 10
gpt-5-chat 1.25 10
gpt-5-codex 1.25 10
gpt-5-mini 0.25 2
gpt-5-nano 0.05 0.4
gpt-5-pro 15 120
gpt-5-search-api 1.25 10
gpt-5.1 1.25 10
gpt-5.1-chat-latest 1.25 10
gpt-5.1-codex 1.25 10
gpt-5.1-codex-max 1.25 10
gpt-5.1-codex-mini 0.25 2
gpt-5.2 1.75 14
gpt-5.2-chat-latest 1.75 14
gpt-5.2-codex 1.75 14
gpt-5.2-pro 21 168
gpt-5.3-chat-latest 1.75 14
gpt-5.3-codex 1.75 14
gpt-5.4 2.5 15
gpt-5.4-mini 0.75 4.5
gpt-5.4-nano 0.2 1.25
gpt-5.4-pro 30 180
gpt-5.5 5 30
gpt-5.5-pro 30 180
gpt-5.6 5 30
gpt-5.6-luna 0.2 1.2
gpt-5.6-sol 5 30
gpt-5.6-terra 2 12
o1 15 60
o1-pro 150 600
o3 2 8
o3-deep-research 10 40
o3-mini 1.1 4.4
o3-pro 20 80
o4-mini 1.1 4.4
o4-mini-deep-research 2 8
`;

interface Price {
  input: number;
  output: number;
}

const prices = new Map<string, Price>();
for (const line of list.trim().split('\n')) {
  const [model, input, output] = line.split(' ');
  prices.set(model!, { input: Number(input), output: Number(output) });
}

/** Names of the same model at another date. */
const dated = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest|preview-\d{2}-\d{2,4})$/;

/** US dollars, rounded to millionths; null when the model is not known. */
export function estimatedCost(model: string, inputTokens: number, outputTokens: number): number | null {
  const price = prices.get(model) ?? prices.get(model.replace(dated, ''));
  if (!price) return null;
  return Math.round(inputTokens * price.input + outputTokens * price.output) / 1e6;
}
