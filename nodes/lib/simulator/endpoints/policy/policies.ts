import type { Clock } from '../../common/clock';
import { formatApiDate } from '../../common/dates';
import type { JsonObject } from '../../common/json';
import type { AccountInfo, PolicyOverrides } from '../../common/options';
import { POLICY_KINDS, type PolicyKind } from '../../common/policy-kinds';
import type { ArrivalModel } from '../window/arrival-model';
import { DEFAULT_POLICIES } from './default-policies';

export const DEFAULT_ACCOUNT_INFO: AccountInfo = {
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
export class PolicyStore {
  readonly #lists: Map<PolicyKind, readonly JsonObject[]>;
  readonly #bodies = new Map<PolicyKind, unknown>();
  #facts: AccountInfo;

  constructor(
    private readonly clock: Clock,
    private readonly audit: ArrivalModel,
    given: PolicyOverrides = {},
    facts: Partial<AccountInfo> = {},
  ) {
    this.#lists = new Map(POLICY_KINDS.map((kind) => [kind, given[kind] ?? DEFAULT_POLICIES[kind]]));
    this.#facts = { ...DEFAULT_ACCOUNT_INFO, ...facts };
  }

  list(kind: PolicyKind): readonly JsonObject[] {
    return this.#lists.get(kind) ?? [];
  }

  /**
   * From now on, the endpoints of this kind answer 200 with this body, whatever the request: a response of another form.
   * @param body undefined: they answer as before
   */
  answer(kind: PolicyKind, body: unknown): void {
    if (body === undefined) this.#bodies.delete(kind);
    else this.#bodies.set(kind, body);
  }

  bodyOf(kind: PolicyKind): unknown {
    return this.#bodies.get(kind);
  }

  /** @param by the user that the audit log shows */
  change(kind: PolicyKind, by: string, edit: (before: readonly JsonObject[]) => readonly JsonObject[]): void {
    this.#lists.set(kind, edit(this.list(kind)));
    this.#logChange(by, 'Policy Changed', `Policy "${kind}" changed`);
  }

  get accountInfo(): AccountInfo {
    return this.#facts;
  }

  changeAccountInfo(by: string, facts: Partial<AccountInfo>): void {
    this.#facts = { ...this.#facts, ...facts };
    this.#logChange(
      by,
      'Account Settings Changed',
      `Account settings changed: ${Object.keys(facts).join(', ')}`,
    );
  }

  #logChange(user: string, auditType: string, text: string): void {
    const now = this.clock.now();
    const stamp = formatApiDate(now);
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
