/**
 * What a payload may be, by the JSON Schema of its event's type: problems, completions and hovers. Built into a file of
 * its own, `dist/payload-language.cjs`, which is loaded when the first payload is edited.
 */
import { distance } from 'fastest-levenshtein';
import { getLocation } from 'jsonc-parser';
import {
  type CompletionList,
  getLanguageService,
  type Hover,
  isSchemaResolveError,
  type JSONDocument,
  type JSONSchema,
  type LanguageService,
  type Position,
  type Range,
  TextDocument,
} from 'vscode-json-languageservice';

export interface PayloadProblem {
  range: Range;
  message: string;
  /** Keys from the payload's root to what is wrong, `filters.1.field`; empty: the root. */
  path: string;
}

const schemaUri = 'steplight-schema:/payload.json';

export class PayloadLanguage {
  readonly #service: LanguageService;
  readonly #schema: JSONSchema;

  /** A schema with a reference that leads nowhere has no problems. */
  constructor(schema: Record<string, unknown>) {
    this.#schema = withUuidPattern(schema);
    this.#service = getLanguageService({});
    this.#service.configure({
      validate: true,
      schemas: [{ uri: schemaUri, fileMatch: ['*'], schema: this.#schema }],
    });
  }

  /** @param text valid JSON. */
  async problems(text: string): Promise<PayloadProblem[]> {
    const { document, json } = this.#parse(text);
    const found = await this.#service.doValidation(document, json, {}, this.#schema);
    const misspelled = await this.#misspelled(document, json);
    return found
      .filter(({ code }) => !isSchemaResolveError(Number(code ?? 0)))
      .map(({ range, message }) => {
        const offset = document.offsetAt(range.start);
        const near = misspelled.find(
          (each) => each.missingMessage === message && each.ownerOffsets.has(offset),
        );
        const path = getLocation(text, near?.offset ?? offset).path.join('.');
        if (!near) return { range, message: typeof message === 'string' ? message : message.value, path };
        const { key, wanted } = near;
        return {
          range: {
            start: document.positionAt(near.offset),
            end: document.positionAt(near.offset + near.length),
          },
          message: `Unknown property "${key}". Did you mean "${wanted}"?`,
          path,
        };
      });
  }

  async completions(text: string, position: Position): Promise<CompletionList | null> {
    const { document, json } = this.#parse(text);
    return this.#service.doComplete(document, position, json);
  }

  async hover(text: string, position: Position): Promise<Hover | null> {
    const { document, json } = this.#parse(text);
    return this.#service.doHover(document, position, json);
  }

  #parse(text: string): { document: TextDocument; json: JSONDocument } {
    const document = TextDocument.create('steplight-event:/payload.json', 'json', 0, text);
    return { document, json: this.#service.parseJSONDocument(document) };
  }

  /** Keys that the type does not know and that are nearly what it requires. */
  async #misspelled(document: TextDocument, json: JSONDocument): Promise<Misspelled[]> {
    const matches = await this.#service.getMatchingSchemas(document, json, this.#schema);
    return matches.flatMap(({ node, schema: { properties = {}, required = [] } }) => {
      if (node.type !== 'object') return [];
      const keys = node.properties.map(({ keyNode }) => keyNode);
      const unknown = keys.filter(({ value }) => !Object.hasOwn(properties, value));
      const missing = required.filter((name) => !keys.some(({ value }) => value === name));
      // The service marks the key of the object that lacks something, or its brace at the root.
      const ownerOffsets = new Set([
        node.offset,
        node.parent?.type === 'property' ? node.parent.offset : node.offset,
      ]);
      return missing.flatMap((wanted) => {
        const near = unknown.find(({ value }) => distance(value, wanted) <= Math.min(2, wanted.length / 3));
        if (!near) return [];
        const { value: key, offset, length } = near;
        return [
          { key, wanted, offset, length, ownerOffsets, missingMessage: `Missing property "${wanted}".` },
        ];
      });
    });
  }
}

interface Misspelled {
  key: string;
  wanted: string;
  /** Of the key, in the text. */
  offset: number;
  length: number;
  /** Where the service reports the missing property, and how. */
  ownerOffsets: ReadonlySet<number>;
  missingMessage: string;
}

/** The service knows no format `uuid`. */
function withUuidPattern(schema: Record<string, unknown>): JSONSchema {
  return JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.format === 'uuid' ? { ...uuid, ...value } : value,
  ) as JSONSchema;
}

const uuid = {
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  patternErrorMessage: 'String is not a UUID.',
};
