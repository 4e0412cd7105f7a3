/** The settings file of a Node-RED under test. */
import { randomUUID } from 'node:crypto';
import { LOOPBACK } from '../process/ports';

/**
 * Listens on this machine only, and has nothing that needs the internet or covers the page: no telemetry question, no
 * welcome tour, no palette catalogues.
 */
export function settingsFile(port: number): string {
  const settings = {
    uiHost: LOOPBACK,
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: randomUUID(),
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, palette: { catalogues: [] }, projects: { enabled: false } },
    logging: { console: { level: 'info', metrics: false, audit: false } },
  };
  return `module.exports = ${JSON.stringify(settings, undefined, 2)};\n`;
}
