/**
 * What a model's answer costs, by the price list of `genai-prices`. The package is loaded with the first answer that
 * states its tokens; it contains its list and downloads nothing.
 */
import type * as GenaiPrices from '@pydantic/genai-prices';
import { loadPackage } from '../load-package.ts';

let prices: typeof GenaiPrices | null = null;

/** Suffixes that name the same model at another date. */
const dated = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest|preview-\d{2}-\d{2,4})$/;

/** US dollars, rounded to millionths; null when the model is not listed or the counts cannot be right. */
export function estimatedCost(model: string, inputTokens: number, outputTokens: number): number | null {
  prices ??= loadPackage('@pydantic/genai-prices', 'genai-prices.cjs') as typeof GenaiPrices;
  const usage = { input_tokens: inputTokens, output_tokens: outputTokens };
  try {
    const found = prices.calcPrice(usage, model) ?? prices.calcPrice(usage, model.replace(dated, ''));
    return found && Math.round(found.total_price * 1e6) / 1e6;
  } catch {
    // The package throws on counts that are negative or not finite.
    return null;
  }
}
