import type { NodeDef } from 'node-red';
import type { MimecastError } from '../../contracts/errors';
import {
  type PropertyTable,
  readSettings,
  type Settings,
  type ValidationProblem,
} from '../../properties/property-types';
import { variableName } from '../../properties/variable';
import { configError } from './config-error';

/** The properties that Node-RED passes to a node's constructor; nothing is validated yet. */
export type Config = NodeDef & Readonly<Record<string, unknown>>;

export type ConfigResult<Table extends PropertyTable> =
  | { readonly ok: true; readonly settings: Settings<Table> }
  | { readonly ok: false; readonly error: MimecastError };

/** Parses a node's properties with its table, or returns the first problem (MIMECAST_CONFIG). */
export function parseConfig<Table extends PropertyTable>(
  table: Table,
  config: Readonly<Record<string, unknown>>,
): ConfigResult<Table> {
  const ownProperties = Object.fromEntries(Object.keys(table).map((name) => [name, config[name]]));
  const unsetProblem = findUnsetVariable(ownProperties);
  if (unsetProblem !== undefined) return { ok: false, error: configError(unsetProblem) };
  const { settings, problems } = readSettings(table, ownProperties);
  const [problem] = problems;
  if (settings !== undefined) return { ok: true, settings };
  return { ok: false, error: configError(problem ?? { key: 'choice', values: {} }) };
}

/** Node-RED leaves `${NAME}` unchanged in a property when the variable does not exist. */
export function findUnsetVariable(
  raw: Readonly<Record<string, unknown>>,
): (ValidationProblem & { readonly property: string }) | undefined {
  for (const [property, value] of Object.entries(raw)) {
    const name = variableName(value);
    if (name !== undefined) return { key: 'variableUnset', values: { name }, property };
  }
  return undefined;
}
