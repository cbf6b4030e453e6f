//! Warehouse receipts (仓单): the goods members may sell here.
//!
//! Contracts enter with a receipt and leave by a match or by its cancellation. A number is used
//! once, so a cancelled receipt stays known. Invariant: free plus held plus what left is what
//! was issued.

use std::collections::BTreeMap;

use crate::refusal::Refusal;
use crate::units::{InstrumentNo, MemberNo, Qty, ReceiptNo};

/// The most receipts of a venue.
pub(crate) const RECEIPTS_MAX: usize = 1 << 24;

/// A registered warehouse receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveReceipt {
    /// Its number.
    pub receipt: ReceiptNo,
    /// Its owner.
    pub member: MemberNo,
    /// What it holds.
    pub instrument: InstrumentNo,
    /// Contracts free to be offered or given back.
    pub free: Qty,
    /// Contracts held by offers and asks.
    pub held: Qty,
}

/// Where a receipt lies; orders and listings remember it instead of the number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReceiptSlot(pub(crate) u32);

impl ReceiptSlot {
    /// No receipt, what a bid has.
    pub(crate) const NONE: Self = Self(0);
}

/// A receipt, and whether it was cancelled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Issued {
    pub(crate) receipt: LiveReceipt,
    pub(crate) cancelled: bool,
}

/// What a seller asks of a receipt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sale {
    pub(crate) receipt: ReceiptNo,
    pub(crate) member: MemberNo,
    pub(crate) instrument: InstrumentNo,
}

/// Every receipt ever issued, slot 1 first.
#[derive(Debug, Default)]
pub(crate) struct Receipts {
    issued: Vec<Issued>,
    slots: BTreeMap<ReceiptNo, ReceiptSlot>,
}

impl Receipts {
    /// The receipt in a slot; none for [`ReceiptSlot::NONE`].
    pub(crate) fn at(&self, slot: ReceiptSlot) -> Option<&LiveReceipt> {
        let place = (slot.0 as usize).checked_sub(1)?;
        self.issued.get(place).map(|issued| &issued.receipt)
    }

    /// Number of the receipt in a slot.
    pub(crate) fn number(&self, slot: ReceiptSlot) -> ReceiptNo {
        self.at(slot)
            .map_or(ReceiptNo::NONE, |receipt| receipt.receipt)
    }

    /// A receipt that stands.
    pub(crate) fn standing(&self, receipt: ReceiptNo) -> Option<&LiveReceipt> {
        let issued = &self.issued[self.slots.get(&receipt)?.0 as usize - 1];
        (!issued.cancelled).then_some(&issued.receipt)
    }

    /// Every receipt in order of issue, cancelled ones too.
    pub(crate) fn all(&self) -> &[Issued] {
        &self.issued
    }

    pub(crate) fn issue(&mut self, receipt: LiveReceipt) -> Result<(), Refusal> {
        let number = receipt.receipt;
        if number == ReceiptNo::NONE || self.slots.contains_key(&number) {
            return Err(Refusal::ReceiptAlreadyIssued { receipt: number });
        }
        if receipt.free == Qty::new(0) {
            return Err(Refusal::ZeroQuantity);
        }
        if self.issued.len() >= RECEIPTS_MAX {
            return Err(Refusal::VenueFull);
        }
        self.restore(Issued {
            receipt,
            cancelled: false,
        });
        Ok(())
    }

    /// Closes a receipt and says whose it was and what was free on it.
    pub(crate) fn cancel(&mut self, receipt: ReceiptNo) -> Result<(MemberNo, Qty), Refusal> {
        let standing = *self
            .standing(receipt)
            .ok_or(Refusal::ReceiptUnknown { receipt })?;
        if standing.held > Qty::new(0) {
            return Err(Refusal::ReceiptHeld {
                held: standing.held,
            });
        }
        let issued = &mut self.issued[self.slots[&receipt].0 as usize - 1];
        issued.cancelled = true;
        issued.receipt.free = Qty::new(0);
        Ok((standing.member, standing.free))
    }

    /// The slot of a receipt from which its owner may sell this instrument.
    pub(crate) fn for_sale(&self, sale: &Sale) -> Result<ReceiptSlot, Refusal> {
        let receipt = sale.receipt;
        let standing = self
            .standing(receipt)
            .ok_or(Refusal::ReceiptUnknown { receipt })?;
        if standing.member != sale.member {
            return Err(Refusal::ReceiptNotYours { receipt });
        }
        if standing.instrument != sale.instrument {
            return Err(Refusal::ReceiptOfOtherInstrument {
                instrument: standing.instrument,
            });
        }
        Ok(self.slots[&receipt])
    }

    /// Holds `qty` contracts for an offer or ask.
    pub(crate) fn hold(&mut self, slot: ReceiptSlot, qty: Qty) -> Result<(), Refusal> {
        self.cover(slot, qty)?;
        self.change(slot, -i64::from(qty.get()), i64::from(qty.get()));
        Ok(())
    }

    /// Replaces a hold by another in one step.
    pub(crate) fn hold_instead(
        &mut self,
        slot: ReceiptSlot,
        old: Qty,
        new: Qty,
    ) -> Result<(), Refusal> {
        let free = self.free(slot).get() + old.get();
        if new.get() > free {
            return Err(Refusal::ShortOfGoods {
                needed: new,
                free: Qty::new(free),
            });
        }
        let more = i64::from(new.get()) - i64::from(old.get());
        self.change(slot, -more, more);
        Ok(())
    }

    /// Frees `qty` held contracts again.
    pub(crate) fn release(&mut self, slot: ReceiptSlot, qty: Qty) {
        self.change(slot, i64::from(qty.get()), -i64::from(qty.get()));
    }

    /// Takes `qty` held contracts out: they are sold.
    pub(crate) fn draw(&mut self, slot: ReceiptSlot, qty: Qty) {
        self.change(slot, 0, -i64::from(qty.get()));
    }

    /// Takes `qty` free contracts out: the seller took a bid.
    pub(crate) fn spend(&mut self, slot: ReceiptSlot, qty: Qty) -> Result<(), Refusal> {
        self.cover(slot, qty)?;
        self.change(slot, -i64::from(qty.get()), 0);
        Ok(())
    }

    /// Puts a receipt in place, as issued or as a snapshot had it.
    pub(crate) fn restore(&mut self, issued: Issued) {
        self.issued.push(issued);
        let slot = u32::try_from(self.issued.len()).expect("receipts are bounded");
        self.slots.insert(issued.receipt.receipt, ReceiptSlot(slot));
    }

    fn free(&self, slot: ReceiptSlot) -> Qty {
        self.at(slot).map_or(Qty::new(0), |receipt| receipt.free)
    }

    fn cover(&self, slot: ReceiptSlot, needed: Qty) -> Result<(), Refusal> {
        let free = self.free(slot);
        if needed > free {
            Err(Refusal::ShortOfGoods { needed, free })
        } else {
            Ok(())
        }
    }

    /// The only place where a receipt's contracts change.
    fn change(&mut self, slot: ReceiptSlot, free: i64, held: i64) {
        let receipt = &mut self.issued[slot.0 as usize - 1].receipt;
        let moved = |now: Qty, by: i64| {
            u32::try_from(i64::from(now.get()) + by)
                .map(Qty::new)
                .expect("a receipt's contracts are never negative nor more than were issued")
        };
        receipt.free = moved(receipt.free, free);
        receipt.held = moved(receipt.held, held);
    }
}
