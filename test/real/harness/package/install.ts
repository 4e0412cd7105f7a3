import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm';

const QUIET = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];

/** Turns an empty user directory into one after `npm install <package>`. */
export async function installInto(userDir: string, tarball: string, signal?: AbortSignal): Promise<void> {
  await writeFile(
    join(userDir, 'package.json'),
    `${JSON.stringify({ name: 'node-red-project', version: '0.0.1', private: true }, undefined, 2)}\n`,
  );
  await upgrade(userDir, tarball, signal);
}

/** Installs over an existing version. */
export async function upgrade(userDir: string, tarball: string, signal?: AbortSignal): Promise<void> {
  await npm(['install', '--omit=dev', ...QUIET, tarball], userDir, signal);
}

/** Exact versions of public packages into a folder of their own. */
export async function installPinned(folder: string, packages: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--omit=dev', '--save-exact', ...QUIET, ...packages], folder);
}
