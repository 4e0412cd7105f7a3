import { DAY } from '../../common/dates';
import { mix, Random } from '../../common/random';
import { domainOf } from '../../records/message';
import { INTERNAL_DOMAIN, PARTNERS, STAFF } from '../../records/sample-data';

export interface User {
  readonly emailAddress: string;
  readonly name: string;
  readonly alias: boolean;
  readonly addressType: 'created_manually' | 'extracted_ldap';
  readonly disabled: boolean;
  /** Epoch ms */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface Group {
  /** Names from the root, separated by `/`. It identifies the group, because ids differ between reads. */
  readonly path: string;
  readonly source: 'cloud' | 'ldap';
  /** e-mail addresses */
  readonly members: readonly string[];
}

export interface Domain {
  readonly domain: string;
  readonly sendOnly: boolean;
  readonly inboundType: string;
}

/** The directory at one instant, by address, path and domain. */
export interface DirectoryState {
  readonly users: ReadonlyMap<string, User>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly domains: ReadonlyMap<string, Domain>;
}

interface MutableState {
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  readonly domains: Map<string, Domain>;
}

interface ChangeContext {
  readonly random: Random;
  /** Epoch ms */
  readonly at: number;
  /** makes new names unique */
  readonly number: string;
}

/** Two groups have the same name and different parents. */
const GROUPS = ['Berlin', 'Berlin/Staff', 'London', 'London/Staff', 'VIP users', 'Finance & Co', 'Partners'];
const INBOUND_TYPES = ['any', 'smtp', 'ldap', 'known', 'backup_mx', 'smtp_null'];
const GIVEN_NAMES = ['Alva', 'Bruno', 'Chidi', 'Dana', 'Emre', 'Fatou', 'Goran', 'Hana', 'Ivo', 'Júlia'];

function pick<T>(random: Random, values: Iterable<T>): T | undefined {
  const all = [...values];
  return all.length === 0 ? undefined : random.pick(all);
}

function updateGroup(state: MutableState, path: string, change: (group: Group) => Partial<Group>): void {
  const group = state.groups.get(path);
  if (group !== undefined) state.groups.set(path, { ...group, ...change(group) });
}

function updateRandomUser(
  state: MutableState,
  at: number,
  random: Random,
  change: (user: User) => Partial<User>,
): void {
  const user = pick(random, state.users.values());
  if (user === undefined) return;
  state.users.set(user.emailAddress, { ...user, ...change(user), updatedAt: at });
}

/** Possible changes; all have the same probability. */
const CHANGES: readonly ((state: MutableState, context: ChangeContext) => void)[] = [
  function userAdded({ users }, { random, at, number }) {
    const name = random.pick(GIVEN_NAMES);
    const emailAddress = `${name.toLowerCase()}.${number}@${INTERNAL_DOMAIN}`;
    users.set(emailAddress, { ...userOf(emailAddress, random, at), name: `${name} New` });
  },
  function userRemoved({ users, groups }, { random }) {
    const gone = users.size > 5 ? pick(random, users.keys()) : undefined;
    if (gone === undefined) return;
    users.delete(gone);
    for (const [path, group] of groups) {
      groups.set(path, { ...group, members: group.members.filter((one) => one !== gone) });
    }
  },
  (state, { at, random }) => updateRandomUser(state, at, random, ({ disabled }) => ({ disabled: !disabled })),
  (state, { at, random, number }) =>
    updateRandomUser(state, at, random, ({ name }) => ({ name: `${name.split(' – ')[0]} – ${number}` })),
  function memberAdded(state, { random }) {
    const path = pick(random, state.groups.keys()) ?? '';
    const member = pick(random, [...state.users.keys(), ...PARTNERS]) ?? '';
    updateGroup(state, path, ({ members }) => ({ members: [...new Set([...members, member])] }));
  },
  function memberRemoved(state, { random }) {
    const path = pick(random, state.groups.keys()) ?? '';
    updateGroup(state, path, ({ members }) => ({ members: members.slice(1) }));
  },
  function groupAdded({ groups }, { number }) {
    groups.set(`Project ${number}`, { path: `Project ${number}`, source: 'cloud', members: [] });
  },
  function groupRemoved({ groups }, { random }) {
    const project = pick(
      random,
      [...groups.keys()].filter((path) => path.startsWith('Project')),
    );
    if (project !== undefined) groups.delete(project);
  },
  function domainAddedOrRemoved({ domains }, { random, number }) {
    const old = pick(
      random,
      [...domains.keys()].filter((domain) => domain.startsWith('brand-')),
    );
    if (old !== undefined && random.chance(0.5)) domains.delete(old);
    else domains.set(`brand-${number}.example`, domainRecord(`brand-${number}.example`, random));
  },
];

/** A directory that changes with the clock. Its state depends only on seed and time. */
export class Directory {
  #state: MutableState;
  /** number of changes that were applied to the state */
  #applied = 0;

  readonly #seed: number;
  readonly #origin: number;
  readonly #users: number;
  readonly #changesPerDay: number;

  /**
   * @param origin epoch ms of the first state
   * @param changesPerDay number of changes a day
   */
  constructor(seed: number, origin: number, users: number, changesPerDay: number) {
    this.#seed = seed;
    this.#origin = origin;
    this.#users = users;
    this.#changesPerDay = changesPerDay;
    this.#state = this.#initialState();
  }

  /** The state at an instant. */
  at(instant: number): DirectoryState {
    const due = Math.max(0, Math.floor(((instant - this.#origin) / DAY) * this.#changesPerDay));
    if (due < this.#applied) {
      this.#state = this.#initialState();
      this.#applied = 0;
    }
    for (; this.#applied < due; this.#applied++) {
      const random = new Random(mix(this.#seed ^ 0xd1ce, this.#applied));
      const at = this.#origin + Math.round(((this.#applied + 1) / this.#changesPerDay) * DAY);
      random.pick(CHANGES)(this.#state, { random, at, number: (this.#applied + 1).toString(36) });
    }
    return this.#state;
  }

  #initialState(): MutableState {
    const random = new Random(this.#seed ^ 0xd13e);
    const addresses = Array.from(
      { length: this.#users },
      (_, n) => STAFF[n] ?? `user${n}@${INTERNAL_DOMAIN}`,
    );
    const users = new Map(addresses.map((one) => [one, userOf(one, random, this.#origin)]));
    const groups = GROUPS.map((path, n): Group => {
      const members = random.shuffle(addresses).slice(0, 2 + random.below(20));
      return {
        path,
        source: n === 4 ? 'ldap' : 'cloud',
        members: path === 'Partners' ? [...PARTNERS] : members,
      };
    });
    const domains = [INTERNAL_DOMAIN, 'corp-mail.example'].map((one) => domainRecord(one, random));
    return {
      users,
      groups: new Map(groups.map((group) => [group.path, group])),
      domains: new Map(domains.map((one) => [one.domain, one])),
    };
  }
}

function userOf(emailAddress: string, random: Random, at: number): User {
  return {
    emailAddress,
    name: emailAddress.slice(0, emailAddress.length - domainOf(emailAddress).length - 1),
    alias: random.chance(0.1),
    addressType: random.chance(0.5) ? 'created_manually' : 'extracted_ldap',
    disabled: random.chance(0.05),
    createdAt: at,
    updatedAt: at,
  };
}

function domainRecord(domain: string, random: Random): Domain {
  return { domain, sendOnly: random.chance(0.2), inboundType: random.pick(INBOUND_TYPES) };
}
