/** Whether something is switched on, in the forms that answers have for it. Pure. */
import type { JsonObject } from '../../../contracts/json';
import { parseBoolean } from '../../../formats/parsers/scalar';

/** Booleans also come as texts, and as 1 and 0 (wire.md 14, row 17). */
export function toFlag(value: unknown): boolean | undefined {
  return value === 1 ? true : value === 0 ? false : parseBoolean(value);
}

const FLAG_MEMBERS = ['enabled', 'active', 'isEnabled', 'isActive', 'policyEnabled'];
const STATE_MEMBERS = ['status', 'state'];
const ON = /^(enabled|active|on|running)$/i;
const OFF = /^(disabled|inactive|off|stopped|expired)$/i;

/** A flag, or a word for one. */
export function toSwitch(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.trim() : '';
  return toFlag(value) ?? (ON.test(word) ? true : OFF.test(word) ? false : undefined);
}

/** Whether a record says that it is switched on, under any of the usual names. One that says no is enough. */
export function switchedOn(record: JsonObject): boolean | undefined {
  const said = [...FLAG_MEMBERS, ...STATE_MEMBERS].map((name) => toSwitch(record[name]));
  return said.includes(false) ? false : said.includes(true) ? true : undefined;
}
