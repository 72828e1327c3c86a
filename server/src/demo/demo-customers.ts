import type { CustomerInput } from '@holdfast/protocol/commands';
import { stableUuid } from '../commands/stable-uuid.ts';

/** Nobody real. Numbers are from ranges kept for fiction (Ofcom, Bundesnetzagentur, NANP 555-01xx). */
const names: Record<string, readonly string[]> = {
  riverside: [
    'Ada Lindqvist', 'Kwame Mensah', 'Siobhán O’Connor', 'Łukasz Wójcik', 'Priya Nair', 'José Álvarez', '山田 太郎',
    'Zoë Hartley', 'Mohammed Al-Farsi', 'Chloe Bennett', 'Ngozi Eze', 'Björn Þórsson', 'Fatima Zahra', 'Marek Dvořák',
    'Isla Fraser', 'Ravi Subramaniam', 'Émile Laurent', 'Grace Adeyemi', 'Δημήτρης Παππάς', 'Hannah Cohen',
    '김민준', 'Lewis Carter', 'Anjali Desai', 'Nuno Gonçalves', 'Thandiwe Dube', 'Owain Llewellyn',
  ],
  'old-town': [
    'Jürgen Groß', 'Ayşe Demir', 'Katarzyna Nowak', 'Lena Schäfer', 'Олена Коваленко', 'Günther Weiß', 'Minh Nguyễn',
    'Anneliese Krüger', 'Yusuf Şahin', 'Zsófia Horváth', 'Maximilian Vogel', 'Chiara Rossi', 'Ewa Zielińska',
    'Bernd Müller', 'فاطمة الزهراء', 'Ingrid Sørensen', 'Tomasz Król', 'Heike Bäcker',
  ],
  bayview: [
    'Maria Hernández', 'Jamal Washington', 'Emily Nguyen', 'DeShawn Carter', 'Noa Friedman', 'Sofia Petrova', 'Liam O’Brien',
    'Xiomara Peña', 'Hiroshi Tanaka', 'Keisha Brown', 'Beyza Aydın', 'Carlos Mendoza', 'Ava Thompson', 'Raj Patel',
    '陈晓明', 'Naomi Goldberg', 'Andre Baptiste', 'Lucía Fernández', 'Kofi Boateng', 'Madison Clark', 'Tariq Hassan',
    'Yuki Sato', 'Elena Popescu', 'Zuri Abdi',
  ],
};

const phone: Record<string, (index: number) => string> = {
  riverside: (index) => `+44 7700 900${String(100 + index).padStart(3, '0')}`,
  'old-town': (index) => `+49 30 23125 ${String(100 + index).padStart(3, '0')}`,
  bayview: (index) => `+1 212 555 01${String(10 + index).padStart(2, '0')}`,
};

/** Every fourth left no phone number, as people do. */
export function demoCustomers(slug: string): CustomerInput[] {
  return (names[slug] ?? []).map((name, index) => ({
    id: stableUuid('demo', 'customer', slug, name),
    name,
    ...(index % 4 === 3 ? {} : { phone: phone[slug]?.(index) ?? '' }),
    ...(index % 3 === 0 ? { email: `guest${index + 1}.${slug}@example.com` } : {}),
  }));
}
