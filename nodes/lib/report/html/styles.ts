/** Inline styles: mail programs drop style sheets. Colours have a contrast of at least 4.5 on white. */

export const COLORS = {
  red: '#b91c1c',
  amber: '#92600a',
  green: '#1a7f37',
  unknown: '#57606a',
  line: '#0e6a73',
} as const;

const FONT = "font-family:-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";

export const STYLES = {
  body: `margin:0;padding:16px;background:#ffffff;color:#1f2328;${FONT};font-size:14px;line-height:1.4`,
  page: 'width:100%;max-width:800px;margin:0 auto;border-collapse:collapse',
  h1: 'margin:0 0 4px;font-size:22px;font-weight:600',
  h2: 'margin:28px 0 6px;padding-top:10px;border-top:2px solid #0e6a73;font-size:18px;font-weight:600',
  h3: 'margin:16px 0 4px;font-size:15px;font-weight:600',
  muted: 'margin:0 0 8px;color:#57606a;font-size:13px',
  table: 'width:100%;border-collapse:collapse;font-size:13px',
  head: 'padding:4px 6px;border-bottom:1px solid #8c959f;text-align:left;vertical-align:bottom;font-weight:600',
  headNumber:
    'padding:4px 6px;border-bottom:1px solid #8c959f;text-align:right;vertical-align:bottom;font-weight:600',
  cell: 'padding:5px 6px;border-bottom:1px solid #d8dee4;text-align:left;vertical-align:top;overflow-wrap:anywhere',
  number:
    'padding:5px 6px;border-bottom:1px solid #d8dee4;text-align:right;vertical-align:top;white-space:nowrap',
  row: 'page-break-inside:avoid;break-inside:avoid',
  small: 'color:#57606a;font-size:.92em;white-space:normal',
} as const;

/** For paper, and for browsers with a dark theme: the report is light everywhere. Mail programs may drop it. */
export const PAGE_STYLE =
  '@page{size:A4;margin:14mm}@media print{body{padding:0!important;font-size:11px!important}table{font-size:10.5px!important}thead{display:table-header-group}h2,h3{break-after:avoid}}:root{color-scheme:light}';
