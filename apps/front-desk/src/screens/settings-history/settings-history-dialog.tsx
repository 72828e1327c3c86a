import { useCallback, useRef } from 'react';
import { GridList, GridListItem } from 'react-aria-components';
import { Dialog } from '../../components/dialog.tsx';
import type { SettingChange } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCatalogue, useClock, useDesk, useReadable } from '../desk-context.tsx';
import { useServerList } from '../server-list.ts';
import { nameOfSetting, valueOfNamed, whoOf } from './setting-words.ts';
import { newestOf, withNewer } from './with-newer.ts';
import './settings-history.css';

/** As many as the server tells at once. */
const changesMax = 200;

/** What decisions rest on and who may come in, as it was changed: for managers, to be read only. */
export function SettingsHistoryDialog({ onClose }: { onClose(): void }) {
  const desk = useDesk();
  const offline = useReadable(desk.connection).state === 'offline';
  // Changes carry all that was before and after: asked for once, then only what is newer.
  const known = useRef<readonly SettingChange[]>([]);
  const read = useCallback(async () => (known.current = withNewer(known.current, await desk.settingsHistory(newestOf(known.current)), changesMax)), [desk]);
  const { list } = useServerList(read, null);
  const said = words.settingsHistory;
  return (
    <Dialog width="l" title={said.title} closeLabel={words.close} onClose={onClose}>
      {list.state !== 'loaded' ? (
        <p className="panel-note" role="status">
          {list.state === 'loading' ? said.loading : offline ? said.offline : said.failed}
        </p>
      ) : list.rows.length === 0 ? (
        <div className="settings-nothing">
          <strong>{said.nothing}</strong>
          <span>{said.nothingHow}</span>
        </div>
      ) : (
        <>
          {list.fresh ? null : (
            <p className="panel-note" role="status">
              {said.stale}
            </p>
          )}
          {/* A list that arrow keys go through: nothing in it can be pressed, and it is longer than the screen. */}
          <GridList className="dialog-body settings-history" aria-label={said.list}>
            {list.rows.map((change) => (
              <ChangeRow key={change.version} change={change} />
            ))}
          </GridList>
        </>
      )}
    </Dialog>
  );
}

function ChangeRow({ change }: { change: SettingChange }) {
  const clock = useClock();
  const { resources, services, staff } = useCatalogue();
  const names = new Map([...resources, ...services, ...staff].map(({ id, name }) => [id, name]));
  const { at, kind, subjectName, isNew, reason, values } = change;
  const said = words.settingsHistory;
  const when = Date.parse(at);
  const what = subjectName === null ? said.kinds[kind] : `${said.kinds[kind]} ${subjectName}`;
  const note = isNew ? said.added : values.some(({ name, to }) => name === 'revoked' && to === true) ? said.revoked : null;
  return (
    <GridListItem id={change.version} className="setting-change" textValue={what}>
      <p className="setting-when">
        <time dateTime={at}>
          {clock.date(when)} {clock.time(when)}
        </time>
        <span>{whoOf(change)}</span>
      </p>
      <div>
        <p>
          <strong>{what}</strong>
          {note === null ? null : <span className="setting-note"> · {note}</span>}
        </p>
        {isNew ? null : (
          <ul className="setting-values">
            {values.filter(({ name }) => name !== 'revoked').map(({ name, from, to }) => (
              <li key={name}>
                {name === 'newPin' ? (
                  said.newPin
                ) : (
                  <>
                    <span className="setting-name">{nameOfSetting(name)}</span> {valueOfNamed(name, from, names)} <span aria-hidden="true">→</span>
                    <span className="visually-hidden">{said.to}</span> <b>{valueOfNamed(name, to, names)}</b>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
        {reason === null ? null : <p className="setting-reason">{said.because(reason)}</p>}
      </div>
    </GridListItem>
  );
}
