import { toast } from 'sonner';
import type { Desk } from '../../desk.ts';
import { words } from '../../words/words.ts';

const toastId = 'update';
const checkEveryMs = 30 * 60_000;

/**
 * Registers the service worker and offers a new version when one is ready. Never forced: the old version goes
 * on until somebody agrees, and nobody is asked while something is waiting to be sent.
 */
export function watchForUpdate(desk: Desk): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  let ready: ServiceWorker | null = null;
  let agreed = false;
  let offered = false;

  const offer = () => {
    if (ready === null || agreed) return;
    if (desk.connection.get().waiting > 0) {
      if (offered) toast.dismiss(toastId);
      offered = false;
      return;
    }
    if (offered) return;
    offered = true;
    const worker = ready;
    toast(words.update.ready, {
      id: toastId,
      duration: Infinity,
      action: {
        label: words.update.reload,
        onClick: () => {
          // Something may have been tapped between the offer and the click.
          if (desk.connection.get().waiting > 0) {
            toast(words.update.afterSending);
            return;
          }
          agreed = true;
          worker.postMessage({ type: 'SKIP_WAITING' });
        },
      },
    });
  };

  const watch = (registration: ServiceWorkerRegistration) => {
    const found = (worker: ServiceWorker | null) => {
      if (worker === null || navigator.serviceWorker.controller === null) return;
      const check = () => {
        if (worker.state !== 'installed') return;
        ready = worker;
        offer();
      };
      worker.addEventListener('statechange', check);
      check();
    };
    found(registration.waiting);
    registration.addEventListener('updatefound', () => found(registration.installing));
    setInterval(() => void registration.update().catch(() => undefined), checkEveryMs);
  };

  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Also fires when the very first worker takes over; only an agreed update reloads.
    if (agreed) location.reload();
  });
  desk.connection.subscribe(offer);
  navigator.serviceWorker.register('/sw.js').then(watch, (error: unknown) => console.error('The service worker could not be registered; this page will not open offline.', error));
}
