import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { fixture } from '../../../unit/api/support/servers';
import type { Cleanup } from '../process/cleanup';
import { makeFolder, removeFolder } from '../process/folder';
import { freePort } from '../process/ports';
import { needProgram } from './need-program';
import { Rsyslog, type RsyslogInput, type RsyslogOptions, rsyslogMissing } from './rsyslog';

export const needRsyslog = (context: Context): void => needProgram(context, 'RSYSLOG', rsyslogMissing());

/** A new rsyslog that accepts connections, with the certificates of the fixtures. */
export async function freshRsyslog(
  cleanup: Cleanup,
  input: RsyslogInput,
  options: Pick<RsyslogOptions, 'keepTabs' | 'maxMessageSize' | 'template'> = {},
): Promise<{ readonly server: Rsyslog; readonly port: number }> {
  const folder = await makeFolder('rsyslog');
  cleanup.add(() => removeFolder(folder));
  const files = { pem: join(folder, 'server.pem'), ca: join(folder, 'ca.pem') };
  await writeFile(files.pem, fixture('server.pem'), { mode: 0o600 });
  await writeFile(files.ca, fixture('ca.pem'));
  const port = await freePort();
  const server = new Rsyslog({ folder, port, input, ...files, ...options });
  await server.start();
  cleanup.add(() => server.stop('SIGKILL'));
  return { server, port };
}
