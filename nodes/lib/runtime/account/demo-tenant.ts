import type { SCENARIOS } from '../../properties/values/regions';

/** Which simulated tenant an account of the region `demo` is. */
export interface DemoTenant {
  readonly scenario: (typeof SCENARIOS)[number];
  /** of the customer, 1 to 30; only for the scenario `msp` */
  readonly number: number;
}

const CUSTOMERS = 30;

/** By the last number in the name of the account, such as `Customer 07`; else the sum of its characters decides. */
export function customerNumber(name: string): number {
  const digits = /(\d{1,9})\D*$/.exec(name)?.[1];
  const key =
    digits === undefined
      ? [...name].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0)
      : Number(digits) - 1;
  return (((key % CUSTOMERS) + CUSTOMERS) % CUSTOMERS) + 1;
}
