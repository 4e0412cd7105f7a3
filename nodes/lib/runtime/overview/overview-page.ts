/**
 * `GET mimecast/overview/`: the overview as a page of its own. It contains no data, like the page of the editor: a
 * browser sends no login with the address of a page. The data behind it needs the permission `mimecast.read`.
 */
import type { NodeAPI } from 'node-red';

/** Relative, so that it works behind a reverse proxy and below any admin root. */
const RESOURCES = '../../resources/node-red-contrib-mimecast/';

/** No scripts, styles or connections but our own. */
const SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mimecast</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${RESOURCES}overview.css">
<script src="${RESOURCES}overview.js" defer></script>
</head>
<body class="mo-body">
<main id="mimecast-overview" class="mimecast-overview" data-resources="${RESOURCES}" data-failed="The overview could not be loaded. Reload the page.">
<noscript>This page needs JavaScript.</noscript>
</main>
</body>
</html>
`;

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-cache',
};

/** @param path as the browser asked for it, with its query */
export function pageReply(path: string): { readonly location: string } | { readonly page: string } {
  // Its own requests are relative to its address, which has to end with a slash.
  return /^[^?]*\/(?:\?|$)/.test(path) ? { page: PAGE } : { location: 'overview/' };
}

/** Call it once, when the module is loaded. */
export function registerOverviewPage(RED: NodeAPI): void {
  RED.httpAdmin.get('/mimecast/overview', (request, response) => {
    const reply = pageReply(request.originalUrl);
    if ('location' in reply) response.redirect(reply.location);
    else response.set(PAGE_HEADERS).send(reply.page);
  });
}
