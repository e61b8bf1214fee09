/** Short messages at the foot of the window, read out by screen readers, gone after a while. */
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import styles from './toast.module.css';

interface Shown {
  id: number;
  text: ReactNode;
  tone: 'good' | 'bad';
}

type Toast = (text: ReactNode, tone?: Shown['tone']) => void;

const ToastContext = createContext<Toast>(() => undefined);
const shownForMs = 6_000;
const maxShown = 3;

export const useToast = (): Toast => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const nextId = useRef(0);
  const toast = useCallback<Toast>((text, tone = 'good') => {
    const id = nextId.current++;
    setToasts((shown) => [...shown, { id, text, tone }].slice(-maxShown));
    setTimeout(() => setToasts((shown) => shown.filter((one) => one.id !== id)), shownForMs);
  }, []);
  return (
    <ToastContext value={toast}>
      {children}
      <output className={styles['toasts']}>
        {toasts.map(({ id, text, tone }) => (
          <div key={id} className={`${styles['toast']} ${styles[tone]}`}>
            {text}
          </div>
        ))}
      </output>
    </ToastContext>
  );
}
