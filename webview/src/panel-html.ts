/** The page around the script. Its Content-Security-Policy lives here, beside what it has to allow. */

export interface PanelHtml {
  /** `webview.cspSource`. */
  cspSource: string;
  /** Fresh for every page. */
  nonce: string;
  /** Webview URIs of the files named in `webviewFiles`. */
  scriptUri: string;
  styleUri: string;
  /** Empty: the page lays nothing out. */
  workerUri: string;
  /** Which page; the graph panel's when absent. */
  page?: 'graph' | 'map' | 'run' | 'comparison';
  /** Translations by English text. */
  strings?: Record<string, string>;
  /** Title of the page; English when absent. */
  title?: string;
  language?: string;
}

export function panelHtml(options: PanelHtml): string {
  // elkjs runs in a worker made from a blob of its fetched file: hence connect-src and worker-src.
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${options.nonce}'`,
    `style-src ${options.cspSource}`,
    `font-src ${options.cspSource}`,
    `img-src ${options.cspSource} data:`,
    `connect-src ${options.cspSource}`,
    'worker-src blob:',
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(options.language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(options.title ?? 'Steplight graph')}</title>
<link rel="stylesheet" href="${attribute(options.styleUri)}">
</head>
<body>
<div id="steplight" data-page="${options.page ?? 'graph'}" data-worker-uri="${attribute(options.workerUri)}" data-strings="${attribute(JSON.stringify(options.strings ?? {}))}"></div>
<script nonce="${attribute(options.nonce)}" src="${attribute(options.scriptUri)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
