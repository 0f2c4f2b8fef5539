//! Collecting, reduced to what can go wrong: requests wait in a node's memory, a batch commits whole or not at all, a
//! reply may be lost, a node may die at any step, leases lapse, and clients send again with the same key.

use sonde::domain::quota::{Cell, CellId, Cells, Decision, Request, admit};

/// What is played: the cells and who wants which.
pub struct Setting {
    pub maxima: Vec<u32>,
    pub cells: [Vec<u16>; 3],
    /// A whole interview sent at once takes its place without reserving it first.
    pub is_whole: [bool; 3],
    /// How many of the interviews take part.
    pub players: usize,
    /// Requests a node takes in one batch, at most.
    pub batch_max: usize,
}

/// The protocol of the service, and ways to get it wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    Sound,
    /// Looks at the room when the interview starts, counts it when it ends.
    CountsAtCompletion,
    /// An expired interview no longer holds its place, and the cell does not know.
    ForgetsToRelease,
    /// A completion sent again is a completion.
    ForgetsTheKey,
    /// The receipt leaves before the batch is on disk.
    AnswersBeforeCommit,
    /// Whether the wave is open is read once by each node.
    RemembersOpen,
    /// The counts are read when a request arrives, written back when the batch commits.
    ReadsOutsideTheTransaction,
    /// The sweep takes places whose lease still runs.
    SweepsFreshLeases,
}

/// What the database knows of an interview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Standing {
    New,
    Holding { is_fresh: bool },
    Lapsed,
    Full,
    Left,
    Completed { receipt: u8 },
}

/// What a respondent was last told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Told {
    Nothing,
    Held,
    Full,
    Closed,
    Left,
    Receipt(u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ask {
    Reserve,
    Complete,
    Leave,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Replies {
    Arrive,
    AreLost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// An interview asks a node; the same again is a retry with the same key.
    Send(usize, Ask, usize),
    /// A batch of that node is on disk; its replies arrive, or are lost with the network.
    Commit(usize, Replies),
    Crash(usize),
    LeaseLapses(usize),
    Sweep,
    Close,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
struct Node {
    queue: Vec<(usize, Ask)>,
    /// What a broken protocol keeps in memory.
    stale: Option<Cells>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    cells: Cells,
    standing: [Standing; 3],
    receipts: u8,
    /// Completions counted when the wave closed.
    closed_with: Option<u8>,
    nodes: [Node; 2],
    told: [Told; 3],
    /// Whose lease runs, by the clock.
    promised: [bool; 3],
}

type Broken = &'static str;

impl Setting {
    fn ids(&self, interview: usize) -> Vec<CellId> {
        self.cells[interview].iter().copied().map(CellId).collect()
    }

    /// How many of the interviews can complete in the best order.
    pub fn reachable(&self) -> usize {
        let fits = |chosen: u32| {
            let wants =
                |cell: usize| (0..3).filter(move |i| chosen >> i & 1 == 1 && self.cells[*i].contains(&(cell as u16)));
            (0..self.maxima.len()).all(|cell| wants(cell).count() <= self.maxima[cell] as usize)
        };
        (0..1u32 << self.players)
            .filter(|chosen| fits(*chosen))
            .map(|chosen| chosen.count_ones() as usize)
            .max()
            .unwrap()
    }
}

impl State {
    pub fn start(setting: &Setting) -> Self {
        Self {
            cells: Cells(setting.maxima.iter().map(|max| Cell::new(*max, *max)).collect()),
            standing: [Standing::New; 3],
            receipts: 0,
            closed_with: None,
            nodes: [Node::default(), Node::default()],
            told: [Told::Nothing; 3],
            promised: [false; 3],
        }
    }

    pub fn completed(&self) -> usize {
        self.standing.iter().filter(|standing| matches!(standing, Standing::Completed { .. })).count()
    }

    pub fn steps(&self, setting: &Setting) -> Vec<Step> {
        let mut steps = vec![];
        for (node, at) in self.nodes.iter().enumerate() {
            for interview in 0..setting.players {
                let fits = |ask: &&Ask| at.queue.len() < setting.batch_max && !at.queue.contains(&(interview, **ask));
                let asks = self.asks(interview, setting);
                steps.extend(asks.iter().filter(fits).map(|ask| Step::Send(interview, *ask, node)));
            }
            if !at.queue.is_empty() {
                steps.extend([Step::Commit(node, Replies::Arrive), Step::Commit(node, Replies::AreLost)]);
            }
            if *at != Node::default() {
                steps.push(Step::Crash(node));
            }
        }
        let fresh = |standing: &Standing| *standing == Standing::Holding { is_fresh: true };
        steps.extend((0..3).filter(|i| fresh(&self.standing[*i])).map(Step::LeaseLapses));
        if self.standing.iter().any(|standing| matches!(standing, Standing::Holding { .. })) {
            steps.push(Step::Sweep);
        }
        if self.closed_with.is_none() {
            steps.push(Step::Close);
        }
        steps
    }

    /// A respondent asks for what follows from what it was told; without an answer it asks the same again.
    fn asks(&self, interview: usize, setting: &Setting) -> &'static [Ask] {
        match (self.told[interview], setting.is_whole[interview]) {
            (Told::Nothing, false) => &[Ask::Reserve],
            (Told::Nothing, true) => &[Ask::Complete],
            (Told::Held, _) => &[Ask::Complete, Ask::Leave],
            _ => &[],
        }
    }

    pub fn after(mut self, step: Step, setting: &Setting, protocol: Protocol) -> Result<Self, Broken> {
        match step {
            Step::Send(interview, ask, node) => self.send(interview, ask, node, protocol),
            Step::Commit(node, replies) => self.commit(node, replies, setting, protocol)?,
            Step::Crash(node) => self.nodes[node] = Node::default(),
            Step::LeaseLapses(interview) => {
                self.standing[interview] = Standing::Holding { is_fresh: false };
                self.promised[interview] = false;
            }
            Step::Sweep => self.sweep(setting, protocol),
            Step::Close => self.close(),
        }
        Ok(self)
    }

    fn send(&mut self, interview: usize, ask: Ask, node: usize, protocol: Protocol) {
        self.nodes[node].queue.push((interview, ask));
        if protocol == Protocol::ReadsOutsideTheTransaction {
            self.nodes[node].stale.get_or_insert(self.cells.clone());
        }
        if protocol == Protocol::AnswersBeforeCommit && ask == Ask::Complete {
            self.told[interview] = Told::Receipt(self.receipts + 1);
        }
    }

    /// An answer that comes after another one is dropped by the client, but a receipt never changes.
    fn hears(&mut self, interview: usize, told: Told) -> Result<(), Broken> {
        match (self.told[interview], told) {
            (Told::Receipt(before), Told::Receipt(now)) if before != now => {
                return Err("a replay gets another receipt");
            }
            (Told::Receipt(_), _) | (_, Told::Nothing) => {}
            _ => self.told[interview] = told,
        }
        Ok(())
    }

    fn commit(&mut self, node: usize, replies: Replies, setting: &Setting, protocol: Protocol) -> Result<(), Broken> {
        if let Some(stale) = self.nodes[node].stale.take() {
            self.cells = stale;
        }
        for (interview, ask) in std::mem::take(&mut self.nodes[node].queue) {
            let told = self.decide(interview, ask, setting, protocol)?;
            if replies == Replies::Arrive {
                self.hears(interview, told)?;
            }
        }
        if self.cells.filled().is_some() && self.closed_with.is_none() {
            self.close();
        }
        Ok(())
    }

    fn close(&mut self) {
        self.closed_with = Some(self.completed() as u8);
    }

    /// Decides one request; a place promised stays so until its lease lapses, it is left or it is used.
    fn decide(&mut self, who: usize, ask: Ask, setting: &Setting, protocol: Protocol) -> Result<Told, Broken> {
        let told = self.answer(who, ask, setting, protocol)?;
        match self.standing[who] {
            Standing::Holding { .. } if told == Told::Held => self.promised[who] = true,
            Standing::Completed { .. } | Standing::Left => self.promised[who] = false,
            _ => {}
        }
        Ok(told)
    }

    fn answer(&mut self, who: usize, ask: Ask, setting: &Setting, protocol: Protocol) -> Result<Told, Broken> {
        let is_closed = self.closed_with.is_some() && protocol != Protocol::RemembersOpen;
        match (self.standing[who], ask) {
            (Standing::Completed { receipt }, Ask::Complete) if protocol != Protocol::ForgetsTheKey => {
                Ok(Told::Receipt(receipt))
            }
            (Standing::Completed { .. }, Ask::Reserve | Ask::Leave) => Ok(Told::Nothing),
            (Standing::Full, _) => Ok(Told::Full),
            (Standing::Left, _) => Ok(Told::Left),
            (Standing::Holding { .. }, Ask::Leave) => {
                if protocol != Protocol::CountsAtCompletion {
                    self.move_places(Request::Release(setting.ids(who)))?;
                }
                self.standing[who] = Standing::Left;
                Ok(Told::Left)
            }
            (_, Ask::Leave) => {
                self.standing[who] = Standing::Left;
                Ok(Told::Left)
            }
            _ if is_closed => Ok(Told::Closed),
            (Standing::Holding { .. }, Ask::Reserve) => {
                self.standing[who] = Standing::Holding { is_fresh: true };
                Ok(Told::Held)
            }
            (_, Ask::Reserve) => self.reserve(who, setting, protocol),
            (_, Ask::Complete) => self.complete(who, setting, protocol),
        }
    }

    fn reserve(&mut self, who: usize, setting: &Setting, protocol: Protocol) -> Result<Told, Broken> {
        let ids = setting.ids(who);
        let has_room = if protocol == Protocol::CountsAtCompletion {
            ids.iter().all(|id| self.cells.has_room(*id))
        } else {
            self.move_places(Request::Reserve(ids))?
        };
        self.standing[who] = if has_room { Standing::Holding { is_fresh: true } } else { Standing::Full };
        Ok(if has_room { Told::Held } else { Told::Full })
    }

    fn complete(&mut self, who: usize, setting: &Setting, protocol: Protocol) -> Result<Told, Broken> {
        let ids = setting.ids(who);
        let holds = matches!(self.standing[who], Standing::Holding { .. });
        let done = if protocol == Protocol::CountsAtCompletion {
            ids.iter().for_each(|id| self.cells.0[usize::from(id.0)].completed += 1);
            true
        } else if holds {
            self.move_places(Request::Confirm(ids))?
        } else {
            self.move_places(Request::Take(ids))?
        };
        if !done {
            self.standing[who] = Standing::Full;
            return Ok(Told::Full);
        }
        self.receipts += 1;
        self.standing[who] = Standing::Completed { receipt: self.receipts };
        Ok(Told::Receipt(self.receipts))
    }

    /// Whether the places were moved; a request that does not fit what is held is a broken promise by itself.
    fn move_places(&mut self, request: Request) -> Result<bool, Broken> {
        match admit(&mut self.cells, &[request])[..] {
            [Decision::Done] => Ok(true),
            [Decision::Full { .. }] => Ok(false),
            _ => Err("counts differ from the interviews"),
        }
    }

    /// One transaction gives back every place whose lease has lapsed.
    fn sweep(&mut self, setting: &Setting, protocol: Protocol) {
        for who in 0..3 {
            let Standing::Holding { is_fresh } = self.standing[who] else { continue };
            if is_fresh && protocol != Protocol::SweepsFreshLeases {
                continue;
            }
            if !matches!(protocol, Protocol::ForgetsToRelease | Protocol::CountsAtCompletion) {
                admit(&mut self.cells, &[Request::Release(setting.ids(who))]);
            }
            self.standing[who] = Standing::Lapsed;
        }
    }

    /// What must be true in every state.
    pub fn check(&self, setting: &Setting, protocol: Protocol) -> Result<(), Broken> {
        if self.cells.0.iter().any(|cell| cell.completed + cell.reserved > cell.max) {
            return Err("more places than there are");
        }
        if usize::from(self.receipts) != self.completed() {
            return Err("an interview is counted twice");
        }
        if self.closed_with.is_some_and(|then| usize::from(then) != self.completed()) {
            return Err("completed after the close");
        }
        let holds = |standing: Standing| matches!(standing, Standing::Holding { is_fresh: true });
        if (0..3).any(|who| self.promised[who] && !holds(self.standing[who])) {
            return Err("a place is lost before its lease");
        }
        let lost = |(told, standing): (&Told, &Standing)| match told {
            Told::Receipt(told) => !matches!(standing, Standing::Completed { receipt } if receipt == told),
            _ => false,
        };
        let undecided = |who: usize| protocol == Protocol::AnswersBeforeCommit && self.is_waiting(who);
        if (0..3).any(|who| lost((&self.told[who], &self.standing[who])) && !undecided(who)) {
            return Err("an acknowledged completion is lost");
        }
        if protocol != Protocol::CountsAtCompletion && !self.counts_match(setting) {
            return Err("counts differ from the interviews");
        }
        if !self.clone().frees_every_place(setting, protocol) {
            return Err("a place stays held by nobody");
        }
        Ok(())
    }

    fn is_waiting(&self, who: usize) -> bool {
        self.nodes.iter().any(|node| node.queue.iter().any(|(interview, _)| *interview == who))
    }

    /// Places counted are places recounted from the interviews.
    fn counts_match(&self, setting: &Setting) -> bool {
        let count = |cell: usize, wanted: fn(&Standing) -> bool| {
            let of_cell = (0..3).filter(|who| setting.cells[*who].contains(&(cell as u16)));
            of_cell.filter(|who| wanted(&self.standing[*who])).count() as u32
        };
        self.cells.0.iter().enumerate().all(|(cell, counts)| {
            counts.completed == count(cell, |standing| matches!(standing, Standing::Completed { .. }))
                && counts.reserved == count(cell, |standing| matches!(standing, Standing::Holding { .. }))
        })
    }

    /// Once every lease has lapsed and been swept, no place is reserved.
    fn frees_every_place(mut self, setting: &Setting, protocol: Protocol) -> bool {
        for standing in &mut self.standing {
            if matches!(standing, Standing::Holding { .. }) {
                *standing = Standing::Holding { is_fresh: false };
            }
        }
        self.sweep(setting, protocol);
        self.cells.0.iter().all(|cell| cell.reserved == 0)
    }
}
