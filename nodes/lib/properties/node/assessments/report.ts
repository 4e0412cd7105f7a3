import { enumListOf, enumOf, listOf, number, text } from '../../property-types';

export const REPORT_FORMATS = ['html', 'markdown', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const REPORT_SECTIONS = ['risk', 'posture'] as const;
export type ReportSection = (typeof REPORT_SECTIONS)[number];

/** The stored trend is not longer. */
const MAX_DAYS = 92;

export const reportProperties = {
  name: text(),
  /** ids of account nodes; empty: all */
  accounts: listOf(/^[\w.-]{1,100}$/, 'accountId'),
  format: enumOf('html', REPORT_FORMATS),
  /** empty: all */
  sections: enumListOf(REPORT_SECTIONS.join(','), REPORT_SECTIONS),
  days: number({ value: 30, min: 1, max: MAX_DAYS }),
};
