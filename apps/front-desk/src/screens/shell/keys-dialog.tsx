import { useState } from 'react';
import { Dialog } from '../../components/dialog.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { words } from '../../words/words.ts';
import './keys-dialog.css';
import { enableKeys, keysEnabled } from './use-keys.ts';

export function KeysDialog({ onClose }: { onClose(): void }) {
  const [enabled, setEnabled] = useState(keysEnabled);
  return (
    <Dialog title={words.keys.title} closeLabel={words.close} onClose={onClose}>
      <div className="keys kbd-keep">
        {words.keys.groups.map((group) => (
          <section key={group.title}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map(([keys, what]) => (
                <div key={keys}>
                  <dt>
                    {keys.split(' ').map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                    <span className="visually-hidden">{keys}</span>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <label className="keys-switch">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => {
            enableKeys(event.target.checked);
            setEnabled(event.target.checked);
          }}
        />
        <span>
          <strong>{words.keys.enabled}</strong>
          <br />
          {words.keys.enabledHow}
        </span>
      </label>
    </Dialog>
  );
}
