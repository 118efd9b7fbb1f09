//! A network's bytes and a row of numbers -> its output: the only file that names rten.

use std::cell::RefCell;
use std::sync::Arc;

use rten::{Model, RunOptions, ThreadPool};
use rten_tensor::Tensor;
use rten_tensor::prelude::*;

use super::error::Error;

/// A network loaded once, run on the caller's time by one thread.
pub(super) struct Network {
    model: Model,
}

impl Network {
    /// Reads a network that is part of the program.
    pub(super) fn load(bytes: &'static [u8]) -> Result<Network, Error> {
        let model = Model::load_static_slice(bytes).map_err(|error| Error::new("load", &error))?;
        Ok(Network { model })
    }

    /// Runs it on one input of that shape and returns its one output, flat.
    pub(super) fn run(&self, shape: &[usize], input: Vec<f32>) -> Result<Vec<f32>, Error> {
        let failed = |error: &dyn std::error::Error| Error::new("run", error);
        let mut input = Tensor::<f32>::from_data(shape, input);
        let options = RunOptions::default().with_thread_pool(Some(one_thread()));
        let output = self.model.run_one(input.view().into(), Some(options));
        if let Some(samples) = input.data_mut() {
            zeroize::Zeroize::zeroize(samples);
        }
        let output: Tensor<f32> = output
            .map_err(|error| failed(&error))?
            .try_into()
            .map_err(|error| failed(&error))?;
        Ok(output.into_data())
    }
}

/// Each thread that measures has its own worker, so that many recordings can be measured at once
/// and none takes more than one processor.
fn one_thread() -> Arc<ThreadPool> {
    thread_local! {
        static POOL: RefCell<Option<Arc<ThreadPool>>> = const { RefCell::new(None) };
    }
    POOL.with_borrow_mut(|pool| {
        Arc::clone(pool.get_or_insert_with(|| Arc::new(ThreadPool::with_num_threads(1))))
    })
}
