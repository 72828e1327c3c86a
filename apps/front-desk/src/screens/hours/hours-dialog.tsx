import { hasOwnHours } from '@holdfast/domain/bookable-hours';
import { useEffect, useId, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import type { TimetableSeen } from '../../timetable.ts';
import { words } from '../../words/words.ts';
import { useCatalogue, useDesk, useReadable } from '../desk-context.tsx';
import { HoursEditor } from './hours-editor.tsx';
import './hours.css';

/** Of the house itself, in a list of ids. */
const house = 'house';

/** When the house is open and who is there when, to be looked at and changed by managers. The server keeps them. */
export function HoursDialog({ onClose }: { onClose(): void }) {
  const desk = useDesk();
  const offline = useReadable(desk.connection).state === 'offline';
  const { location, resources } = useCatalogue();
  const [whose, setWhose] = useState(house);
  const [read, setRead] = useState<{ whose: string; timetable: TimetableSeen | null }>({ whose: '', timetable: null });
  const [dirty, setDirty] = useState(false);
  const [stale, setStale] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const whoseId = useId();
  const resource = resources.find(({ id }) => id === whose);
  const name = resource?.name ?? location.name;
  const loaded = read.whose === whose ? read : null;
  const leave = () => (dirty ? setLeaving(true) : onClose());

  // What is being changed stays on the screen while the connection is away.
  const wanted = loaded?.timetable == null && !offline;
  useEffect(() => {
    if (!wanted) return;
    let current = true;
    desk.hours(whose === house ? null : whose).then(
      (timetable) => current && setRead({ whose, timetable }),
      () => current && setRead({ whose, timetable: null }),
    );
    return () => void (current = false);
  }, [desk, whose, wanted]);

  const options = [
    { id: house, label: words.hours.house(location.name) },
    ...resources.map((one) => ({ id: one.id, label: one.name, detail: hasOwnHours(one) ? words.hours.ownHours : words.hours.followsHouse })),
  ];
  return (
    <Dialog width="l" title={words.hours.title} closeLabel={words.close} onClose={leave}>
      <Field label={words.hours.whose} labelId={whoseId} hint={dirty ? words.hours.pickFirst : words.hours.whoseHow}>
        <Choice
          label={words.hours.whose}
          value={whose}
          options={options}
          placeholder=""
          disabled={dirty}
          onChange={(id) => {
            setWhose(id);
            setStale(false);
          }}
        />
      </Field>
      {loaded?.timetable == null ? (
        <>
          <p className="panel-note hours-note" role="status">
            {offline ? words.hours.offline : loaded === null ? words.hours.loading : words.hours.failed}
          </p>
          <div className="dialog-foot">
            <Button size="l" hint="Esc" onClick={onClose}>
              {words.close}
            </Button>
          </div>
        </>
      ) : (
        <HoursEditor
          // Others' hours, or another's: what was typed belongs to neither.
          key={`${whose} ${loaded.timetable.version}`}
          resourceId={whose === house ? null : whose}
          timetable={loaded.timetable}
          notice={stale ? words.hours.stale : null}
          isLeaving={isLeaving && dirty}
          onChange={(isDirty) => {
            setDirty(isDirty);
            setLeaving(false);
          }}
          onStale={(timetable) => {
            setStale(true);
            setDirty(false);
            setRead({ whose, timetable });
          }}
          onSaved={() => {
            onClose();
            toast(words.hours.saved(name));
          }}
          onLeave={leave}
          onDiscard={onClose}
        />
      )}
    </Dialog>
  );
}
