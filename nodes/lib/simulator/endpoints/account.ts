import { FORBIDDEN, permissionError } from '../access/authorization';
import type { AccountInfo, PermissionGrants, SimulatorSettings } from '../common/options';
import { Random } from '../common/random';
import { escapeMarkup, functionFailure, type HttpRequest, type HttpResponse, json } from '../http/exchange';
import type { AuthorizedRoute } from '../http/route';

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

export class AccountApi {
  readonly #random: Random;

  readonly #settings: SimulatorSettings;
  readonly #grants: PermissionGrants;
  readonly #facts: () => AccountInfo;

  constructor(settings: SimulatorSettings, grants: PermissionGrants, facts: () => AccountInfo) {
    this.#settings = settings;
    this.#grants = grants;
    this.#facts = facts;
    this.#random = new Random(settings.seed);
  }

  /** Injected faults of products and permissions do not affect these endpoints: they are about the logs. */
  endpoints(): readonly AuthorizedRoute[] {
    const authorized =
      (
        path: AuthorizedRoute['path'],
        handle: (request: HttpRequest) => HttpResponse,
      ): AuthorizedRoute['handle'] =>
      (request) =>
        permissionError(path, this.#grants) ?? handle(request);
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
  #whoAmI(): HttpResponse {
    if (!this.#grants.whoami) return FORBIDDEN;
    const code = this.#settings.accountCode;
    return json(200, { version: 1, type: 'application', 'account-codes': [code], 'home-account': code });
  }

  /** POST /api/account/get-account; `{"data":[]}` or no body. */
  #getAccount(request: HttpRequest): HttpResponse {
    if (!this.#grants.account) return FORBIDDEN;
    if (!isAcceptable(request.body))
      return functionFailure('err_validation_null', 'data must be an array', false);
    const { accountCode, accountName } = this.#settings;
    const facts = this.#facts();
    return escapeMarkup(
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
