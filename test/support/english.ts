/** Words as they stand in the source, for tests of texts. */
export { english } from '../../runtime/src/contract/wording/texts.ts';
