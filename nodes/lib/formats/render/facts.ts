/**
 * The facts of an event, one by one. A renderer takes the facts that its format has a place for. What it has not
 * taken is the remainder, which goes to the place that the format has for such members: nothing is lost.
 */
import type { Event } from '../event';
import { FACT, type Fact, type FactName, type FactValue, factValues, forEachFact } from './fact-list';
import { toText } from './sanitize';

/** A flag for each fact. Copying it is faster than filling a set, and this is done for every event. */
export type TakenFacts = readonly boolean[];

export const takenFacts = (...names: readonly FactName[]): TakenFacts =>
  forEachFact((name) => names.includes(name));

const NONE_TAKEN = takenFacts();

/** An entry that cannot be mistaken for two, for none, or for JSON. */
const isPlainEntry = (one: unknown): boolean =>
  typeof one === 'number' || (typeof one === 'string' && /^(?!\[)[^,\s](?:[^,]*[^,\s])?$/.test(one));

/** Whether the entries of a list are still apart when commas join them. Other lists are written as JSON. */
export const canBeJoined = (list: readonly unknown[]): boolean => list.every(isPlainEntry);

/** The value in one text: lists joined where that is unambiguous, anything else as JSON. */
export function factText(value: FactValue): string {
  if (!Array.isArray(value)) return String(value);
  return canBeJoined(value) ? value.join(', ') : toText(value);
}

/** A fact is no news beside one of these with the same value: a header sender that is the envelope sender too. */
const REPEATS: Partial<Readonly<Record<FactName, readonly FactName[]>>> = {
  headerFrom: ['from'],
  from: ['headerFrom'],
  user: ['actor', 'to'],
  message: ['description', 'reason'],
  description: ['message'],
  action: ['status'],
  status: ['action'],
  title: ['control'],
  entity: ['action', 'group', 'user'],
};
const REPEATED: readonly (readonly Fact[] | undefined)[] = forEachFact((name) =>
  REPEATS[name]?.map((other) => FACT[other]),
);

/** The facts of one event, and which of them the renderer has taken. */
export class Facts {
  /** in the order of the facts */
  readonly values: readonly (FactValue | undefined)[];
  readonly #taken: boolean[];
  #rests: Map<Fact, readonly unknown[]> | undefined;

  /** @param taken what a renderer takes of every event */
  constructor(
    readonly event: Event,
    taken: TakenFacts = NONE_TAKEN,
  ) {
    this.values = factValues(event);
    this.#taken = taken.slice();
  }

  /** Marks facts that the renderer has placed. */
  take(...facts: readonly Fact[]): void {
    for (const fact of facts) this.#taken[fact] = true;
  }

  /** Marks a list that the renderer has placed except for `rest`. */
  takePart(fact: Fact, rest: readonly unknown[]): void {
    if (rest.length === 0) this.take(fact);
    else this.#rests = (this.#rests ?? new Map<Fact, readonly unknown[]>()).set(fact, rest);
  }

  /** Visits what was not taken, in the order of the event. */
  visitRemainder(visit: (fact: Fact, value: FactValue) => void): void {
    const { values } = this;
    for (let fact = 0; fact < values.length; fact++) {
      const whole = values[fact];
      if (whole === undefined || this.#taken[fact] === true) continue;
      const value = this.#rests?.get(fact) ?? whole;
      if (!this.#repeats(fact, value)) visit(fact, value);
    }
  }

  #repeats(fact: Fact, value: FactValue): boolean {
    const others = REPEATED[fact];
    if (others === undefined) return false;
    return others.some((other) => {
      if (this.#taken[other] !== true) return false;
      const taken = this.values[other];
      return Array.isArray(taken) ? taken.includes(value) : taken === value;
    });
  }
}
