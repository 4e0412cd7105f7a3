import assert from 'node:assert/strict';
import { MimecastError } from '../../../nodes/lib/contracts/errors';
import {
  REQUIRED_PERMISSIONS,
  requirementFor,
  withRequiredPermission,
} from '../../../nodes/lib/streams/required-permissions';
import { dlpLog } from '../../../nodes/lib/streams/window/logs/dlp';
import { urlLog } from '../../../nodes/lib/streams/window/logs/ttp';
import { createWindowStream } from '../../../nodes/lib/streams/window/stream';
import { codeOf, poll } from './window/poll';
import { Tenant } from './window/tenant';

const dlp = createWindowStream(dlpLog());
const tenant = (): Tenant =>
  new Tenant({ path: '/api/dlp/get-logs', start: 'from', end: 'to', wrapper: 'dlpLogs' });

describe('A missing permission', () => {
  for (const code of ['MIMECAST_FORBIDDEN', 'MIMECAST_NOT_LICENSED'] as const) {
    it(`${code} names the permission and the product, and keeps the position`, async () => {
      const client = tenant();
      const error = new MimecastError(code, 'refused: do this', { status: 403, requestId: 'r1' });
      const first = await poll(dlp, client);
      client.fault = () => {
        throw error;
      };
      const refused = await poll(dlp, client, {
        from: first.position,
        now: Date.parse('2026-11-20T13:00:00Z'),
      });
      assert.equal(codeOf(refused.error), code);
      assert.ok(refused.error instanceof MimecastError);
      assert.equal(
        refused.error.message,
        'refused: do this. This needs the role permission "Monitoring | Data Leak Prevention | Read" and the product "Security Events"',
      );
      assert.deepEqual([refused.error.status, refused.error.requestId], [403, 'r1']);
      assert.deepEqual(refused.position, first.position);
    });
  }

  it('is found in a failure with status 200, too, by its message', async () => {
    for (const [vendorCode, code] of [
      ['err_permission_denied', 'MIMECAST_FORBIDDEN'],
      ['err_not_licensed_product', 'MIMECAST_NOT_LICENSED'],
      ['err_license_missing', 'MIMECAST_NOT_LICENSED'],
      ['err_validation_null', 'MIMECAST_BAD_REQUEST'],
    ] as const) {
      const client = tenant();
      client.fault = () => {
        throw new MimecastError('MIMECAST_BAD_REQUEST', 'refused', { status: 200, vendorCode });
      };
      assert.equal(codeOf((await poll(dlp, client)).error), code, vendorCode);
    }
  });

  it('is found beside empty data', async () => {
    const client = tenant();
    const call = client.call.bind(client);
    client.call = async (request, options) => ({
      ...(await call(request, options)),
      failures: [{ code: 'app_forbidden_for_role', message: 'no', retryable: false }],
    });
    const { error, position } = await poll(dlp, client);
    assert.deepEqual([codeOf(error), position], ['MIMECAST_FORBIDDEN', undefined]);
  });

  it('is known for every log, by the beginning of its key', () => {
    assert.equal(
      requirementFor(createWindowStream(urlLog()).key)?.permission,
      'Monitoring | URL Protection | Read',
    );
    assert.equal(requirementFor('siem.batch.ci.entities'), REQUIRED_PERMISSIONS['siem.batch.ci']);
    assert.equal(requirementFor('audit')?.product, 'Audit Events');
    assert.equal(requirementFor('auditing'), undefined);
  });

  it('is not named where none is documented', () => {
    const error = withRequiredPermission(new MimecastError('MIMECAST_NOT_LICENSED', 'x'), 'siem.stream.ci');
    assert.match(String(error), /x\. This needs the product "Threats, Security Events and Data for CI"$/);
  });

  it('leaves other errors unchanged', () => {
    for (const error of [new Error('x'), new MimecastError('MIMECAST_UNAVAILABLE', 'x')]) {
      assert.equal(withRequiredPermission(error, 'dlp'), error);
    }
    const unknown = new MimecastError('MIMECAST_FORBIDDEN', 'x');
    assert.equal(withRequiredPermission(unknown, 'elsewhere'), unknown);
  });
});
