import { DAY, MINUTE } from './common/dates';
import type { JsonObject } from './common/json';
import type { PolicyOverrides, SimulatorOptions } from './common/options';
import { PRODUCTS } from './common/permissions';
import { DEFAULT_POLICIES } from './endpoints/policy/default-policies';
import type { FaultName } from './faults/fault-injector';

/** What the region `demo` shows. `msp`: one of thirty customers, some of which are troubled. */
export interface DemoTenant {
  readonly scenario: 'healthy' | 'troubled' | 'msp';
  /** of the customer, 1 to 30; only for `msp` */
  readonly number: number;
}

export interface Scenario {
  readonly options: SimulatorOptions;
  /** share of the occasions on which a fault occurs */
  readonly faults: readonly { readonly name: FaultName; readonly rate: number }[];
}

const HEALTHY: Scenario = { options: {}, faults: [] };

const changed = (kind: keyof PolicyOverrides, change: JsonObject): readonly JsonObject[] =>
  DEFAULT_POLICIES[kind].map((policy) => ({ ...policy, ...change }));

/** Checks fail, from a policy that is switched off to one that is missing. */
const WEAK_POLICIES: PolicyOverrides = {
  'blocked-senders': [],
  'anti-spoofing-bypass': changed('anti-spoofing-bypass', { from: { type: 'everyone' }, sourceIPs: [] }),
  greylisting: changed('greylisting', { enabled: false }),
  journaling: changed('journaling', { enabled: false }),
  'directory-integrations': changed('directory-integrations', { enabled: false }),
  connectors: changed('connectors', { status: 'disconnected' }),
};

const TROUBLED: Scenario = {
  options: {
    policies: WEAK_POLICIES,
    account: { archive: true, maxRetention: 30, packages: ['URL Protection (Site) [1043]'] },
    // not licensed: its indicators and checks have no value
    grants: { products: PRODUCTS.filter((product) => product !== 'DMARC Analyzer') },
    lateRecords: 0.2,
  },
  // files that are gone are gaps, lines that are no records are quarantined
  faults: [
    { name: 'vanished-file', rate: 0.02 },
    { name: 'bad-line', rate: 0.02 },
  ],
};

/** Of the customers of a provider, every fifth is troubled, and every seventh has few products. */
function customer(number: number): Scenario {
  const { options, faults } = number % 5 === 0 ? TROUBLED : HEALTHY;
  const digits = String(number).padStart(2, '0');
  const products = PRODUCTS.filter((product) => !['DMARC Analyzer', 'Security Events'].includes(product));
  return {
    options: {
      ...options,
      seed: 20_26 + number,
      accountCode: `CDEMO${digits}A000`,
      accountName: `Customer ${digits} Example Ltd`,
      users: 20 + 7 * number,
      ...(number % 7 === 0 && { grants: { products } }),
    },
    faults,
  };
}

/** Differences from the healthy tenant. All but that one have seven days of data. */
export function scenarioOf({ scenario, number }: DemoTenant): Scenario {
  if (scenario === 'healthy') return HEALTHY;
  const history = { history: 7 * DAY, slotMs: 15 * MINUTE };
  const { options, faults } =
    scenario === 'msp'
      ? customer(number)
      : {
          ...TROUBLED,
          options: {
            ...TROUBLED.options,
            accountCode: 'CDEMO99A000',
            accountName: 'Troubled Example Ltd',
          },
        };
  return { options: { ...history, ...options }, faults };
}
