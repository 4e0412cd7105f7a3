import { FORBIDDEN, withoutRight } from './permissions';
import type { Guarded } from '../http/api';
import { type Answer, type Call, escaped, functionFail, json } from '../http/exchange';
import type { Grants, SimulatorSettings } from '../options';
import type { AccountFacts } from '../policy/policies';
import { Random } from '../random';

/** Sensitive values of get-account (wire.md 11.1). Tests check that none of them appears in any output. */
export const CANARIES = {
  passphrase: 'canary-passphrase-9f2c',
  supportCode: 'canary-support-4471',
  telephone: '+44 canary 020 7946 0000',
  adminEmail: 'canary-admin@corp.example',
  contactEmail: 'canary-contact@corp.example',
  mimecastId: 'canary-000-0000-0000',
  contactName: "canary Ana O'Neil <IT>",
} as const;

export class Account {
  readonly #random: Random;

  readonly #settings: SimulatorSettings;
  readonly #grants: Grants;
  readonly #facts: () => AccountFacts;

  constructor(settings: SimulatorSettings, grants: Grants, facts: () => AccountFacts) {
    this.#settings = settings;
    this.#grants = grants;
    this.#facts = facts;
    this.#random = new Random(settings.seed);
  }

  /** Injected faults of products and permissions do not affect these endpoints: they are about the logs. */
  endpoints(): readonly Guarded[] {
    const authorized =
      (path: Guarded['path'], handle: (request: Call) => Answer): Guarded['handle'] =>
      (request) =>
        withoutRight(path, this.#grants) ?? handle(request);
    const whoAmI = '/identity/whoami';
    const getAccount = '/api/account/get-account';
    return [
      { path: whoAmI, method: 'GET', group: 'api', handle: authorized(whoAmI, () => this.#whoAmI()) },
      {
        path: getAccount,
        method: 'POST',
        group: 'api',
        handle: authorized(getAccount, (request) => this.#getAccount(request)),
      },
    ];
  }

  /** GET /identity/whoami */
  #whoAmI(): Answer {
    if (!this.#grants.whoami) return FORBIDDEN;
    const code = this.#settings.accountCode;
    return json(200, { version: 1, type: 'application', 'account-codes': [code], 'home-account': code });
  }

  /** POST /api/account/get-account; `{"data":[]}` or no body. */
  #getAccount(request: Call): Answer {
    if (!this.#grants.account) return FORBIDDEN;
    if (!isAcceptable(request.body))
      return functionFail('err_validation_null', 'data must be an array', false);
    const { accountCode, accountName } = this.#settings;
    const facts = this.#facts();
    return escaped(
      json(200, {
        meta: { status: 200 },
        data: [
          {
            region: 'us',
            archive: facts.archive,
            gateway: true,
            ...CANARIES,
            maxRetention: facts.maxRetention,
            maxRetentionConfirmed: true,
            minRetentionEnabled: false,
            automatedSegmentPurge: true,
            type: 'full',
            policyInheritance: false,
            databaseCode: 'usa01',
            searchReason: false,
            contentAdministratorDefaultView: 'Metadata',
            adminSessionTimeout: 60,
            exportApi: false,
            exgestAllowQuery: false,
            exgestAllowExtraction: false,
            expressAccount: false,
            cybergraphV2Enabled: false,
            accountCode,
            accountName,
            domain: 'corp.example',
            userCount: 120,
            mailPlatform: 'Microsoft 365',
            // the order differs in each response, as recorded (wire.md 14, row 25)
            packages: this.#random.shuffle(facts.packages),
          },
        ],
        fail: [],
      }),
    );
  }
}

function isAcceptable(body: string): boolean {
  if (body.trim() === '') return true;
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data);
  } catch {
    return false;
  }
}
