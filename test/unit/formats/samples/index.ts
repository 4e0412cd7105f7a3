import { ASSESSMENTS } from './assessments';
import { AUDIT } from './audit';
import { AWKWARD } from './awkward';
import { DIRECTORY } from './directory';
import { DLP } from './dlp';
import { HELD } from './held';
import type { Sample } from './sample';
import { SIEM } from './siem';
import { TTP } from './ttp';

export type { Sample };

/** One record of every kind. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  ...SIEM,
  ...AUDIT,
  ...DLP,
  ...HELD,
  ...TTP,
  ...DIRECTORY,
  ...ASSESSMENTS,
  ...AWKWARD,
};
