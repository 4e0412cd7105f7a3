import { launchChromium } from './harness/browser/chromium';
const main = async () => {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1024, height: 900 } });
  await page.goto('file:///tmp/nrep.html');
  await page.screenshot({ path: '/tmp/nrep-1024.png', fullPage: true });
  await page.setViewportSize({ width: 390, height: 800 });
  await page.screenshot({ path: '/tmp/nrep-390.png', fullPage: true });
  await page.setViewportSize({ width: 688, height: 970 }); await page.emulateMedia({ media: 'print' }); await page.screenshot({ path: '/tmp/nrep-a4.png', fullPage: true }); await page.pdf({ path: '/tmp/nrep.pdf', preferCSSPageSize: true, printBackground: false });
  await browser.close();
};
main().catch((e) => { console.error(e); process.exit(1); });
