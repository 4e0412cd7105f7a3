/** One script for the page and for the sidebar tab. */
import { startPage } from './page';
import { openTab } from './tab';

const root = document.getElementById('mimecast-overview');
// The editor has no such element: its tab calls what is put here.
if (root === null) Object.assign(globalThis, { nodeRedContribMimecastOverview: { openTab } });
else startPage(root);
