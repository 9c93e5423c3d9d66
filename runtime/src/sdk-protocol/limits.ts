/** How much of everything there may be (protocol 4.6; figures and texts as the official dev server has them). */
import type { SerializedError } from '../contract/run.ts';

const mebibyte = 1024 * 1024;

/** Bytes of one event as sent. */
export const maxEventBytes = 3 * mebibyte;
/** Events of one request. */
export const maxEventsPerRequest = 5_000;
/** Bytes of an app's answer. */
export const maxAnswerBytes = 8 * mebibyte;
/** Bytes of one step's result, as JSON. */
export const maxOutputBytes = 4 * mebibyte;
/** Bytes of all results of a run. */
export const maxStateBytes = 32 * mebibyte;
/** Steps of a run, and of one answer. */
export const maxSteps = 1_000;

export const outputTooLarge: SerializedError = {
  name: 'output_too_large',
  message: 'step output size is greater than the limit',
};

export const answerTooLarge: SerializedError = {
  name: 'output_too_large',
  message: "Your function's response body exceeds the maximum size limit",
};

/** Runtimes before 0.4 recorded the first of these names. */
const invokeTimeoutNames: readonly string[] = ['InngestInvokeTimeout', 'InngestInvokeTimeoutError'];

export const invokeTimedOut: SerializedError = {
  name: 'InngestInvokeTimeoutError',
  message: 'Timed out waiting for invoked function to complete',
};

export function isInvokeTimeout(error: SerializedError | null): boolean {
  return error !== null && invokeTimeoutNames.includes(error.name);
}

export function tooManySteps(limit: number): SerializedError {
  return {
    name: 'InngestErrFunctionOverflowed',
    message: `The function run exceeded the step limit of ${limit} steps.`,
  };
}

export function stateTooLarge(limit: number): SerializedError {
  return {
    name: 'InngestErrStateOverflowed',
    message: `The function run exceeded the state size limit of ${limit} bytes.`,
  };
}

export function eventTooLarge(size: number): string {
  return `Event is over the max size: Max ${maxEventBytes} bytes / Size ${size} bytes`;
}

export const tooManyEvents = `Cannot have more than ${maxEventsPerRequest} events in a batch`;

/** Bytes of a value as JSON. */
export function sizeOf(value: unknown): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}
