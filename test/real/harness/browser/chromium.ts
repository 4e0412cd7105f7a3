/** A headless Chromium from npm, with the libraries and fonts that a bare machine lacks. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { z } from 'zod';
import { completeOnce } from '../process/complete-once';
import { CACHE } from '../process/paths';

const FONTS = 'fonts.conf';

/** Why there is no browser here; undefined where there is. */
export function withoutChromium(): string | undefined {
  return process.platform === 'linux' && process.arch === 'x64'
    ? undefined
    : `the npm package that carries Chromium is for linux-x64, this is ${process.platform}-${process.arch}`;
}

async function carriedVersion(): Promise<string> {
  const manifest = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..', 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(await readFile(manifest, 'utf8'))).version;
}

/**
 * The npm package unpacks into the temporary folder and assumes that existing files are complete, so it gets a folder
 * of its own; and it unpacks system libraries only on AWS Lambda, so the environment pretends to be one.
 */
async function unpackInto(fresh: string): Promise<void> {
  const script =
    'require(process.argv[1]).executablePath().catch((e) => { console.error(e); process.exit(1); })';
  await promisify(execFile)(process.execPath, ['-e', script, require.resolve('@sparticuz/chromium')], {
    env: { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    timeout: 120_000,
  });
}

/** Its fontconfig searches fixed folders for fonts; without any font a dialog crashes the browser. */
function fontsOf(folder: string): string {
  const lines = [
    `<dir>${join(folder, 'fonts')}</dir>`,
    `<cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
  ];
  return `<?xml version="1.0"?>\n<fontconfig>${lines.join('')}</fontconfig>\n`;
}

/** The folder of the unpacked browser; another process may unpack the same one. */
export async function unpackedChromium(): Promise<string> {
  const folder = join(CACHE, `chromium-${await carriedVersion()}-with-fonts`);
  await completeOnce(folder, unpackInto);
  // It contains absolute paths, and the clone may have been moved or copied since.
  const wanted = fontsOf(folder);
  const written = await readFile(join(folder, FONTS), 'utf8').catch(() => undefined);
  if (written !== wanted) await writeFile(join(folder, FONTS), wanted);
  return folder;
}

/**
 * Only the sandbox is off (it does not work for root): the package's own list of arguments also disables web security,
 * and the tests must see what a user's browser would refuse.
 */
export async function launchChromium(): Promise<Browser> {
  const folder = await unpackedChromium();
  return chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--disable-gpu'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(folder, FONTS),
    },
    timeout: 60_000,
  });
}
