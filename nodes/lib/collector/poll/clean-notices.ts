import type { ApiClient } from '../../contracts/api-client';
import type { Notice, Page } from '../../contracts/stream';
import { vendorText } from '../../util/redaction/redactor';

/** characters of a line that is no record */
const MAX_SAMPLE_LENGTH = 2048;

function cleanNotice(notice: Notice, client: ApiClient): Notice {
  if (notice.kind === 'quarantine') {
    const { file, samples } = notice;
    return {
      ...notice,
      file: vendorText(file, client),
      samples: samples.map(({ line, text }) => ({ line, text: vendorText(text, client, MAX_SAMPLE_LENGTH) })),
    };
  }
  return 'reason' in notice ? { ...notice, reason: vendorText(notice.reason, client) } : notice;
}

/** The paths of files, and what was no record, come from Mimecast. Reports and the ledger get them from here. */
export function withCleanNotices(page: Page, client: ApiClient): Page {
  return page.notices.length === 0
    ? page
    : { ...page, notices: page.notices.map((notice) => cleanNotice(notice, client)) };
}
