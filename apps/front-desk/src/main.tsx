import '@fontsource-variable/inter/index.css';
import './design/tokens.css';
import './design/base.css';
import { createRoot } from 'react-dom/client';
import { applyTheme, storedTheme } from './design/theme.ts';

applyTheme(storedTheme());
// Temporal is native in current browsers; the polyfill is only fetched where it is missing.
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root.');
const root = createRoot(container);

// Loaded after Temporal: the screens use it while their modules are evaluated.
const { start } = await import('./start.tsx');
await start(root);
