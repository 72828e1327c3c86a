import { expect, test } from 'vitest';
import { planCustomer } from './plan-customer.ts';

const id = 'c1';

test('what was typed is kept without the spaces around it, and what is empty is nothing', () => {
  expect(planCustomer({ id, name: ' Chen ', phone: ' +44 7700 900123 ', email: ' chen@example.com ' })).toEqual({
    customer: { id, name: 'Chen', phone: '+44 7700 900123', email: 'chen@example.com', correct: false },
  });
  expect(planCustomer({ id, name: 'Chen', phone: '  ', email: '' }, true)).toEqual({
    customer: { id, name: 'Chen', phone: null, email: null, correct: true },
  });
  expect(planCustomer({ id, name: 'Chen' })).toMatchObject({ customer: { phone: null, email: null } });
});

test('nobody named, nobody planned', () => {
  expect(planCustomer(null)).toEqual({});
  expect(planCustomer(undefined)).toEqual({});
});
