import { CalendarClock, ChevronDown, History, Keyboard, Lock, Monitor, Moon, Plus, SlidersHorizontal, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { applyTheme, storedTheme, type Theme } from '../../design/theme.ts';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';
import './staff-menu.css';
import type { DialogView } from './view.ts';

const themes: Theme[] = ['system', 'light', 'dark'];
const themeIcons = { system: Monitor, light: Sun, dark: Moon };
const isTheme = (value: unknown): value is Theme => value === 'system' || value === 'light' || value === 'dark';

export function StaffMenu({ onOpen }: { onOpen(dialog: DialogView): void }) {
  const session = useReadable(useDesk().session);
  const [theme, setTheme] = useState(storedTheme);
  if (session.state !== 'signed_in') return null;
  const { actor } = session;
  return (
    <MenuTrigger>
      <Button className="staff-menu-button">
        <span>{actor.name}</span>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu
          className="menu"
          onAction={(key) => {
            if (key === 'lock') session.lock();
            if (key === 'keys') onOpen({ kind: 'keys' });
            if (key === 'hours') onOpen({ kind: 'hours' });
            if (key === 'terminal') onOpen({ kind: 'terminal' });
            if (key === 'settings') onOpen({ kind: 'settings' });
            if (key === 'settings_history') onOpen({ kind: 'settings_history' });
          }}
        >
          <MenuItem id="lock" className="menu-item">
            <Lock size={16} aria-hidden="true" /> {words.shell.lock}
          </MenuItem>
          <MenuItem id="keys" className="menu-item">
            <Keyboard size={16} aria-hidden="true" /> {words.shell.keys}
          </MenuItem>
          {actor.role === 'manager' ? (
            <>
              <MenuItem id="hours" className="menu-item">
                <CalendarClock size={16} aria-hidden="true" /> {words.hours.menu}
              </MenuItem>
              <MenuItem id="terminal" className="menu-item">
                <Plus size={16} aria-hidden="true" /> {words.shell.addTerminal}
              </MenuItem>
              <MenuItem id="settings" className="menu-item">
                <SlidersHorizontal size={16} aria-hidden="true" /> {words.rules.menu}
              </MenuItem>
              <MenuItem id="settings_history" className="menu-item">
                <History size={16} aria-hidden="true" /> {words.settingsHistory.menu}
              </MenuItem>
            </>
          ) : null}
          <Separator className="menu-line" />
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[theme]}
            onSelectionChange={(keys) => {
              const [picked] = keys === 'all' ? [] : keys;
              if (!isTheme(picked)) return;
              applyTheme(picked);
              setTheme(picked);
            }}
          >
            <Header className="menu-header">{words.shell.theme}</Header>
            {themes.map((id) => {
              const Icon = themeIcons[id];
              return (
                <MenuItem key={id} id={id} className="menu-item">
                  <Icon size={16} aria-hidden="true" /> {words.shell.themes[id]}
                </MenuItem>
              );
            })}
          </MenuSection>
          <Separator className="menu-line" />
          <MenuItem id="name" isDisabled className="menu-item menu-terminal">
            {session.terminalName}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
