import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { RuleSubject } from '../../rules.ts';
import { words } from '../../words/words.ts';
import { BusinessRules } from './business-rules.tsx';
import { KindRules, ResourceRules } from './location-rules.tsx';
import { ServiceRules } from './service-rules.tsx';
import { useRules, type RuleEditor, type RulesScreen } from './use-rules.ts';
import './settings.css';

const sections = ['business', 'resources', 'services', 'kinds'] as const;
type Section = (typeof sections)[number];

const sectionOf: Record<RuleSubject['of'], Section> = { business: 'business', resource: 'resources', service: 'services', kind: 'kinds', travel: 'kinds' };

interface Props {
  onHistory(): void;
  onClose(): void;
}

/** The rules of the business and of this location, for managers. They are the server's: nothing here is kept for later. */
export function SettingsDialog({ onHistory, onClose }: Props) {
  const said = words.rules;
  const screen = useRules();
  const { editor, isDirty } = screen;
  const [isLeaving, setLeaving] = useState(false);
  const leave = () => (isDirty ? setLeaving(true) : onClose());
  return (
    <Dialog width="l" title={said.title} closeLabel={words.close} onClose={leave}>
      {editor === null ? (
        <Unread screen={screen} />
      ) : (
        <form
          className="dialog-form settings"
          onSubmit={(event) => {
            event.preventDefault();
            setLeaving(false);
            if (isDirty && !screen.isOffline && !screen.isSaving) editor.save();
          }}
        >
          <Sections editor={editor} refused={screen.refusedSubjects} />
          <div className="dialog-foot settings-foot">
            {isDirty ? null : (
              <Button size="l" variant="quiet" className="dialog-foot-start" onClick={onHistory}>
                {said.history}
              </Button>
            )}
            <p className="settings-note" role="status">
              {noteOf(screen, isLeaving)}
            </p>
            {isLeaving && isDirty ? (
              <Button size="l" variant="danger" onClick={onClose}>
                {words.discard}
              </Button>
            ) : null}
            <Button size="l" variant="primary" type="submit" disabled={!isDirty || screen.isOffline || screen.isSaving}>
              {words.save}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Unread({ screen: { state, isOffline, again } }: { screen: RulesScreen }) {
  const said = words.rules;
  return (
    <>
      <p className="panel-note" role="status">
        {state === 'loading' ? said.loading : isOffline ? said.offline : said.failed}
      </p>
      {state === 'away' && !isOffline ? (
        <div className="dialog-foot">
          <Button size="l" onClick={again}>
            {said.again}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function noteOf({ isOffline, isDirty, isSaving, note }: RulesScreen, isLeaving: boolean): string {
  const said = words.rules;
  if (isSaving) return said.saving;
  if (isOffline) return said.offlineMeanwhile;
  if (isLeaving && isDirty) return words.unsaved;
  if (note === 'failed') return said.saveFailed;
  if (note === 'not_all') return said.notAll;
  if (isDirty) return said.unsaved;
  return note === 'saved' ? said.saved : '';
}

function Sections({ editor, refused }: { editor: RuleEditor; refused: readonly RuleSubject[] }) {
  const said = words.rules;
  const [shown, setShown] = useState<Section>('business');
  const marked = new Set(refused.map(({ of }) => sectionOf[of]));
  const { name } = editor.rules.location;
  const panels = { business: BusinessRules, resources: ResourceRules, services: ServiceRules, kinds: KindRules };
  return (
    <Tabs className="settings-tabs" selectedKey={shown} onSelectionChange={(key) => setShown(key as Section)}>
      <TabList className="settings-tab-list" aria-label={said.sections}>
        {sections.map((section) => (
          <Tab key={section} id={section} className="settings-tab" data-marked={marked.has(section) || undefined}>
            {said.section[section]}
          </Tab>
        ))}
      </TabList>
      {sections.map((section) => {
        const Panel = panels[section];
        return (
          <TabPanel key={section} id={section} className="dialog-body settings-panel">
            <p className="panel-note">{section === 'business' ? said.about.business : said.about[section](name)}</p>
            <Panel editor={editor} />
          </TabPanel>
        );
      })}
    </Tabs>
  );
}
