/** Values of an open dialog: they may contain variables, and placeholders in place of stored secrets. */
import type { Node, NodeAPI } from 'node-red';
import { z } from 'zod';
import { variableName } from '../../properties/variable';

/** Editors send this in place of a stored secret. */
export const PASSWORD_PLACEHOLDER = '__PWRD__';

export const textField = z.string().max(4096).default('');

export type ReadVariable = (name: string) => unknown;

/** Reads variables as the deployed node sees them; without one, those of the process. */
export function variableReader(RED: NodeAPI, node: Node | null | undefined): ReadVariable {
  return node === null || node === undefined
    ? (name) => process.env[name]
    : (name) => RED.util.evaluateNodeProperty(name, 'env', node, {});
}

export interface ResolvedValues {
  readonly values: Record<string, unknown>;
  /** Properties whose value came from a variable. The value may be a secret, so messages must not show it. */
  readonly variables: ReadonlySet<string>;
}

/** Replaces variables by their values. Unset and empty ones stay as they are. */
export function resolveVariables(
  settings: Readonly<Record<string, unknown>>,
  readVariable: ReadVariable,
): ResolvedValues {
  const values: Record<string, unknown> = { ...settings };
  const variables = new Set<string>();
  for (const [property, setting] of Object.entries(settings)) {
    const name = variableName(setting);
    const value = name === undefined ? undefined : readVariable(name);
    if (value === undefined || value === '') continue;
    values[property] = value;
    variables.add(property);
  }
  return { values, variables };
}
