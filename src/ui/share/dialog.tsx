/** The share dialog. Loaded when it is first opened. */
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { Dialog } from '../controls/dialog';
import { usePlay } from '../context';
import { AdapterTab } from './adapter-tab';
import type { Draft } from './address';
import { EmbedTab } from './embed-tab';
import { LinkTab } from './link-tab';
import './share.css';
import './tabs.css';
import { strings } from './strings';

const words = strings.tabs;

export default function ShareDialog({
  open,
  onOpenChange,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}) {
  const { hide, lock } = usePlay((state) => state.settings);
  const [draft, setDraft] = useState<Draft>({ hide, lock });
  return (
    <Dialog title={strings.title} text={strings.text} open={open} onOpenChange={onOpenChange}>
      <Tabs.Root defaultValue="link">
        <Tabs.List className="share-tabs" aria-label={words.label}>
          {(['link', 'embed', 'adapter'] as const).map((tab) => (
            <Tabs.Trigger key={tab} value={tab} className="share-tab">
              {words[tab]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="link">
          <LinkTab draft={draft} onDraft={setDraft} />
        </Tabs.Content>
        <Tabs.Content value="embed">
          <EmbedTab draft={draft} />
        </Tabs.Content>
        <Tabs.Content value="adapter">
          <AdapterTab />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}
