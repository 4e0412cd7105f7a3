import assert from 'node:assert/strict';
import { PAGE_HEADERS, pageReply } from '../../../../nodes/lib/runtime/overview/overview-page';

describe('The page of the overview', () => {
  it('has an address that ends with a slash, because its requests are relative to it', () => {
    for (const path of [
      '/mimecast/overview',
      '/red/mimecast/overview',
      '/mimecast/overview?a=/',
      '/mimecast/overview?a',
    ])
      assert.deepEqual(pageReply(path), { location: 'overview/' }, path);
    for (const path of ['/mimecast/overview/', '/red/mimecast/overview/?a=b'])
      assert.ok('page' in pageReply(path), path);
  });

  it('contains no address outside its own origin, and no script or style of its own', () => {
    const reply = pageReply('/mimecast/overview/');
    assert.ok('page' in reply);
    assert.doesNotMatch(reply.page, /https?:|<script>|<style|\son\w+=|style="/);
    assert.match(
      String(PAGE_HEADERS['Content-Security-Policy']),
      /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:/,
    );
    assert.doesNotMatch(String(PAGE_HEADERS['Content-Security-Policy']), /unsafe/);
  });
});
