/**
 * Adds the tab to the sidebar. This is all that the editor loads; script and stylesheet follow when the tab is shown
 * for the first time.
 */
const ID = 'mimecast-overview';
const RESOURCES = 'resources/node-red-contrib-mimecast/';

function load(root: HTMLElement): void {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = `${RESOURCES}overview.css`;
  const script = document.createElement('script');
  script.src = `${RESOURCES}overview.js`;
  const failed = (): void => {
    root.textContent = 'resources/node-red-contrib-mimecast: 404';
  };
  script.onerror = failed;
  script.onload = () => {
    nodeRedContribMimecastOverview.openTab(root, RESOURCES).catch(failed);
  };
  document.head.append(style, script);
}

RED.plugins.registerPlugin(ID, {
  type: 'mimecast-overview',
  onadd: () => {
    const frame = document.createElement('div');
    frame.className = 'mo-tab';
    frame.style.height = '100%';
    frame.style.minHeight = '1px';
    frame.style.overflow = 'auto';
    const root = document.createElement('div');
    frame.append(root);
    RED.sidebar.addTab({
      ...{ id: ID, label: 'Mimecast', name: 'Mimecast', iconClass: 'fa fa-tachometer' },
      content: frame,
      enableOnEdit: true,
    });
    const shown = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      shown.disconnect();
      load(root);
    });
    shown.observe(frame);
  },
});
