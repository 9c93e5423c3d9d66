/** What a model was asked and used, in the official schema of the metadata kind `inngest.ai`. */

import type { MetadataUpdate } from '../contract/metadata.ts';
import { recordOf } from '../contract/records.ts';
import { estimatedCost } from './model-prices.ts';

export const aiKind = 'inngest.ai';

/** With what it costs, when the model is known and nobody has said. */
export function withCost(values: Record<string, unknown>): Record<string, unknown> {
  const { response_model: served, request_model: asked, input_tokens: input, output_tokens: output } = values;
  if (values.estimated_cost !== undefined || typeof input !== 'number' || typeof output !== 'number')
    return values;
  const model = [served, asked].find((name) => typeof name === 'string' && name !== '');
  const cost = typeof model === 'string' ? estimatedCost(model, input, output) : null;
  return cost === null ? values : { ...values, estimated_cost: cost };
}

/** Of a model's answer, in the words of OpenAI, Anthropic or Gemini; null when it says nothing of tokens. */
export function usageOf(answer: unknown, milliseconds: number): MetadataUpdate | null {
  const { usage, usageMetadata, model, modelVersion } = recordOf(answer);
  const { prompt_tokens, completion_tokens, input_tokens, output_tokens } = recordOf(usage);
  const { promptTokenCount, candidatesTokenCount } = recordOf(usageMetadata);
  const input = firstNumber(prompt_tokens, input_tokens, promptTokenCount);
  const output = firstNumber(completion_tokens, output_tokens, candidatesTokenCount);
  if (input === null || output === null) return null;
  const name = [model, modelVersion].find((each) => typeof each === 'string');
  const values = {
    ...(name === undefined ? {} : { response_model: name }),
    input_tokens: input,
    output_tokens: output,
    latency_ms: milliseconds,
  };
  return { scope: 'step', kind: aiKind, op: 'merge', values: withCost(values) };
}

function firstNumber(...values: unknown[]): number | null {
  return values.find((value) => typeof value === 'number') ?? null;
}
