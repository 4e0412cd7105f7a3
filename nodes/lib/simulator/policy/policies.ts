import type { Clock } from '../clock';
import { apiDate } from '../dates';
import type { Fields } from '../http/envelope';
import type { Arrivals } from '../window/arrival-model';
import { FIRST_POLICIES } from './first-policies';
import { POLICY_KINDS, type PolicyKind } from './kinds';

/** Policies that replace the default ones, by kind. */
export type GivenPolicies = Readonly<Partial<Record<PolicyKind, readonly Fields[]>>>;

/** The members of get-account that can change. */
export interface AccountFacts {
  readonly archive: boolean;
  /** days */
  readonly maxRetention: number;
  readonly packages: readonly string[];
}

export const FIRST_FACTS: AccountFacts = {
  archive: true,
  maxRetention: 3650,
  packages: [
    'Attachment Protection (Site) [1053]',
    'URL Protection (Site) [1043]',
    'Impersonation Protection [1060]',
    'Internal Email Protect [1064]',
    'Data Leak Prevention [1012]',
    'Email Continuity [1019]',
  ],
};

/** The tenant's configuration. Every change adds a record to the audit log. */
export class Policies {
  readonly #lists: Map<PolicyKind, readonly Fields[]>;
  #facts: AccountFacts;

  constructor(
    private readonly clock: Clock,
    private readonly audit: Arrivals,
    given: GivenPolicies = {},
    facts: Partial<AccountFacts> = {},
  ) {
    this.#lists = new Map(POLICY_KINDS.map((kind) => [kind, given[kind] ?? FIRST_POLICIES[kind]]));
    this.#facts = { ...FIRST_FACTS, ...facts };
  }

  list(kind: PolicyKind): readonly Fields[] {
    return this.#lists.get(kind) ?? [];
  }

  /** @param by the user that the audit log shows */
  change(kind: PolicyKind, by: string, edit: (before: readonly Fields[]) => readonly Fields[]): void {
    this.#lists.set(kind, edit(this.list(kind)));
    this.#logChange(by, 'Policy Changed', `Policy "${kind}" changed`);
  }

  get facts(): AccountFacts {
    return this.#facts;
  }

  changeFacts(by: string, facts: Partial<AccountFacts>): void {
    this.#facts = { ...this.#facts, ...facts };
    this.#logChange(
      by,
      'Account Settings Changed',
      `Account settings changed: ${Object.keys(facts).join(', ')}`,
    );
  }

  #logChange(user: string, auditType: string, text: string): void {
    const now = this.clock.now();
    const stamp = apiDate(now);
    const tail = `Date: ${stamp.slice(0, 10)}, Time: ${stamp.slice(11, 19)} GMT, IP: 198.51.100.7, Application: Administration Console`;
    this.audit.add(now, {
      auditType,
      user,
      eventTime: stamp,
      eventInfo: `${text}, ${tail}`,
      category: 'policy_logs',
    });
  }
}
