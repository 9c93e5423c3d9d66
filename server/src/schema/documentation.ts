/** Schema keywords from the documentation comment of a member. */
import { ts } from 'ts-morph';
import type { Schema } from './json-schema.ts';

/** Its text, and the values after `@example` and `@default`. */
export function documentedIn(member: ts.Node): Schema {
  const found: Schema = {};
  const [comment] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const text = comment ? ts.getTextOfJSDocComment(comment.comment) : undefined;
  if (text) found.description = text;
  const examples = tagValues(member, 'example');
  if (examples.length > 0) found.examples = examples;
  const [preset] = tagValues(member, 'default');
  if (preset !== undefined) found.default = preset;
  return found;
}

/** JSON where the text is JSON, otherwise the text itself, without the quotes or backticks around it. */
function tagValues(member: ts.Node, tag: string): unknown[] {
  const texts = ts
    .getJSDocTags(member)
    .filter(({ tagName }) => tagName.text === tag)
    .map(({ comment }) => ts.getTextOfJSDocComment(comment)?.trim() ?? '');
  return texts
    .filter((text) => text !== '')
    .map((text) => {
      try {
        return JSON.parse(text);
      } catch {
        return text.replace(/^(['"`])(.*)\1$/s, '$2');
      }
    });
}
