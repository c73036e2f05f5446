/** Another model: from the Hub, from an address, from files. Loaded when it is first opened. */
import { Tabs } from 'radix-ui';
import { Dialog } from '../controls/dialog';
import '../share/tabs.css';
import { AddressTab } from './address-tab';
import { FilesTab } from './files-tab';
import './hub.css';
import { HubTab } from './hub-tab';
import { strings } from './strings';

export type Way = keyof typeof strings.tabs;

export default function ModelDialog({ way, onClose }: { readonly way: Way; readonly onClose: () => void }) {
  return (
    <Dialog title={strings.title} text={strings.text} open onOpenChange={(open) => !open && onClose()}>
      <Tabs.Root defaultValue={way}>
        <Tabs.List className="share-tabs" aria-label={strings.from}>
          {(['hub', 'address', 'files'] as const).map((tab) => (
            <Tabs.Trigger key={tab} value={tab} className="share-tab">
              {strings.tabs[tab]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="hub">
          <HubTab onDone={onClose} />
        </Tabs.Content>
        <Tabs.Content value="address">
          <AddressTab onDone={onClose} />
        </Tabs.Content>
        <Tabs.Content value="files">
          <FilesTab onDone={onClose} />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}
