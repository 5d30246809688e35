// What is done with a network as a whole: opened, shared, downloaded.

import { base64, download, isModel, reportFile } from './files.ts';
import { importModel } from './importer.ts';
import { messageOf, type Session } from './session.ts';
import { isLink, linkOf, readLink } from './share.ts';

/** Puts the network into the address, and that into the clipboard. */
export async function share(session: Session): Promise<void> {
  const link = await linkOf(session.shared());
  if (link === null) {
    session.note.value = 'The network is too long for a link; it can be downloaded as a file.';
    return;
  }
  history.replaceState(null, '', link);
  try {
    await navigator.clipboard.writeText(location.href);
    session.note.value = 'The link is copied.';
  } catch {
    session.note.value = 'The link is in the address of this page.';
  }
}

/** Opens the network in the address, if there is one. */
export async function openLink(session: Session): Promise<void> {
  if (!isLink(location.hash)) return;
  try {
    session.open(await readLink(location.hash));
  } catch (error) {
    session.note.value = messageOf(error);
  }
}

/** Takes a link out of the address: it is not the network any more. */
export function dropLink(): void {
  if (isLink(location.hash)) history.replaceState(null, '', location.pathname + location.search);
}

/** Opens a network, or a model of another program as one. */
export async function openFile(session: Session, file: File): Promise<void> {
  const name = file.name.replace(/\.[^.]*$/, '');
  try {
    if (isModel(file)) {
      session.note.value = `Reading ${file.name}.`;
      session.replace({ text: await importModel(file.name, await base64(file)) }, name);
    } else if (/\.(net|txt)$/i.test(file.name)) session.replace({ text: await file.text() }, name);
    else session.note.value = `${file.name} is neither a network (.net) nor a model (.onnx, .pt2).`;
  } catch (error) {
    session.note.value = `${file.name} cannot be opened: ${messageOf(error)}`;
  }
}

export function downloadText(session: Session): void {
  download(`${session.name.value}.net`, session.text.value, 'text/plain');
}

export async function downloadReport(session: Session): Promise<void> {
  const page = session.report.value?.page;
  if (!page) return;
  try {
    download(`${session.name.value}.html`, await reportFile(page), 'text/html');
  } catch (error) {
    session.note.value = messageOf(error);
  }
}

/** Opens files that are dropped anywhere. */
export function followDrops(session: Session): void {
  addEventListener('dragover', (event) => event.dataTransfer?.types.includes('Files') && event.preventDefault());
  const drop = (event: DragEvent): void => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    void openFile(session, file);
  };
  addEventListener('drop', drop, { capture: true });
}
