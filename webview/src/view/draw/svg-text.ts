/** Writes a tree of plain Preact elements (functions without hooks) as XML text, without a browser. */
import type { ComponentChildren, FunctionComponent, VNode } from 'preact';

export function svgText(children: ComponentChildren): string {
  if (children === null || children === undefined || typeof children === 'boolean') return '';
  if (Array.isArray(children)) return children.map(svgText).join('');
  if (typeof children !== 'object') return escapeXml(String(children));
  const { type, props } = children as VNode<Record<string, unknown>>;
  if (typeof type === 'function') return svgText((type as FunctionComponent)(props, undefined));
  const inner = svgText(props.children as ComponentChildren);
  const attributes = Object.entries(props)
    .filter(
      ([name, value]) => name !== 'children' && value !== undefined && value !== null && value !== false,
    )
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
  return inner === '' ? `<${type}${attributes}/>` : `<${type}${attributes}>${inner}</${type}>`;
}

/** Characters that XML cannot hold at all are dropped. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are not allowed in XML 1.0.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;')
  );
}
