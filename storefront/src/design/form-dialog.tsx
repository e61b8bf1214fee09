/** A dialog with a form that sends something: it stays until that worked, and says why when it did not. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from './button.js';
import { Dialog, DialogActions } from './dialog.js';
import styles from './form-dialog.module.css';
import { Notice } from './notices.js';

export function FormDialog({
  title,
  action,
  danger = false,
  onSend,
  onClose,
  children,
}: {
  title: ReactNode;
  /** What the button says. */
  action: string;
  /** What it does cannot be undone. */
  danger?: boolean;
  /** Answers why it did not work, for people; nothing when it did. */
  onSend: (values: FormData) => Promise<string | undefined>;
  onClose: () => void;
  children: ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  }, []);
  const send = async (values: FormData) => {
    if (busy) return;
    setBusy(true);
    setFault(undefined);
    const why = await onSend(values);
    setBusy(false);
    if (why === undefined) onClose();
    else setFault(why);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={form}
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void send(new FormData(event.currentTarget));
        }}
      >
        {children}
        {fault && (
          <Notice tone="bad" live>
            {fault}
          </Notice>
        )}
        <DialogActions>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" look={danger ? 'danger' : 'solid'} busy={busy}>
            {action}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
