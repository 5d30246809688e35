//! Tensors, and the types and shapes of tensors.

use smallvec::SmallVec;

use super::super::model::{Dim, Tensor, TensorData, ValueInfo};
use super::super::wire::{Message, Value, int32};
use super::{DIMS, ON_HEAP, Reader, TENSORS};
use crate::diagnostics::Result;

/// The most bytes of a tensor's values that are kept if they may be shapes or indices.
const INDICES: u64 = 64 << 10;

/// The most bytes of all others.
const OTHERS: u64 = 1 << 10;

/// The most bytes of memory for values of all tensors. Beyond it, only few of each are kept.
const ALL: u64 = 64 << 20;

/// The values of a tensor, which are in one of several fields.
#[derive(Default)]
struct Values {
    /// How many bytes of the file they take, kept or not.
    size: u64,
    external: bool,
    raw: Option<Box<[u8]>>,
    ints: Vec<i64>,
    floats: Vec<f64>,
}

impl Values {
    /// How many bytes of memory they take.
    fn memory(&self) -> u64 {
        let raw = self.raw.as_ref().map_or(0, |raw| raw.len());
        let bytes = raw + 8 * self.ints.capacity() + 8 * self.floats.capacity();
        if bytes > 0 { bytes as u64 + ON_HEAP } else { 0 }
    }

    /// What is kept if it is at most so many bytes.
    fn kept(self, most: u64) -> TensorData {
        match self {
            Values { external: true, .. } => TensorData::External,
            Values { size, .. } if size > most => TensorData::Skipped,
            Values { raw: Some(raw), .. } => TensorData::Raw(raw),
            Values { ints, .. } if !ints.is_empty() => TensorData::Ints(ints.into()),
            Values { floats, .. } if !floats.is_empty() => TensorData::Floats(floats.into()),
            Values { .. } => TensorData::Nothing,
        }
    }
}

impl Reader<'_, '_> {
    /// `TensorProto`.
    pub(super) fn tensor(&mut self, mut message: Message) -> Result<Tensor> {
        self.count_tensor::<Tensor>()?;
        let (mut tensor, mut values) = (Tensor::default(), Values::default());
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, value) => self.dims(&value, &mut tensor.dims)?,
                (2, Value::Varint(data_type)) => tensor.data_type = int32(data_type),
                (8, Value::Bytes(text)) => tensor.name = self.name(&text)?,
                (14, Value::Varint(location)) => values.external = location == 1,
                (number @ (4 | 5 | 7 | 9 | 10 | 11), value) => {
                    values.size = values.size.saturating_add(value.size());
                    if values.size <= self.room(tensor.data_type) {
                        self.values(number, value, &mut values)?;
                    }
                }
                _ => {}
            }
        }
        // The type may stand behind the values.
        let memory = values.memory();
        tensor.data = values.kept(self.room(tensor.data_type));
        if !matches!(tensor.data, TensorData::Skipped | TensorData::External) {
            self.counts.values += memory;
            self.keep_bytes(memory)?;
        }
        self.keep::<u64>(if tensor.dims.spilled() { tensor.dims.capacity() } else { 0 })?;
        Ok(tensor)
    }

    /// Reads values of a tensor that are few.
    fn values(&mut self, number: u64, value: Value, values: &mut Values) -> Result<()> {
        let Values { raw, ints, floats, .. } = values;
        let wire = &mut self.wire;
        match (number, value) {
            (4, value) => wire.fixed32s(&value, |bits| add(floats, f32::from_bits(bits).into())),
            // Types of less than 32 bits are in here too.
            (5, value) => wire.varints(&value, |int| add(ints, int32(int).into())),
            (7 | 11, value) => wire.varints(&value, |int| add(ints, int.cast_signed())),
            (9, Value::Bytes(bytes)) => {
                *raw = Some(wire.bytes(&bytes, |bytes| bytes.into())?);
                Ok(())
            }
            (10, value) => wire.fixed64s(&value, |bits| add(floats, f64::from_bits(bits))),
            _ => Ok(()),
        }
    }

    /// How many bytes of a tensor's values are kept, by its `DataType`.
    fn room(&self, data_type: i32) -> u64 {
        match data_type {
            _ if self.counts.values >= ALL => OTHERS,
            // Not known yet, integers of 16 to 64 bits, and truth values.
            0 | 4..=7 | 9 | 12 | 13 => INDICES,
            _ => OTHERS,
        }
    }

    /// `SparseTensorProto`, of which the values have the name.
    pub(super) fn sparse_tensor(&mut self, mut message: Message) -> Result<Tensor> {
        let (mut tensor, mut dims) = (Tensor::default(), SmallVec::new());
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Bytes(values)) => tensor = self.tensor(values)?,
                (3, value) => self.dims(&value, &mut dims)?,
                _ => {}
            }
        }
        Ok(Tensor { dims, data: TensorData::Skipped, ..tensor })
    }

    /// Adds sizes of axes.
    fn dims(&mut self, value: &Value, dims: &mut SmallVec<[u64; 4]>) -> Result<()> {
        let most = DIMS.most;
        self.wire.varints(value, |size| {
            dims.push(size);
            dims.len() as u64 <= most
        })?;
        self.at_most(dims.len() as u64, &DIMS)?;
        match dims.iter().map(|size| size.cast_signed()).find(|size| *size < 0) {
            Some(size) => Err(self.wire.damaged(format_args!("has an axis of size {size}"))),
            None => Ok(()),
        }
    }

    /// `ValueInfoProto`.
    pub(super) fn value_info(&mut self, mut message: Message) -> Result<ValueInfo> {
        self.count_tensor::<ValueInfo>()?;
        let mut value = ValueInfo::default();
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Bytes(text)) => value.name = self.name(&text)?,
                (2, Value::Bytes(of)) => self.value_type(of, &mut value)?,
                _ => {}
            }
        }
        let dims = value.dims.as_ref().filter(|dims| dims.spilled());
        self.keep::<Dim>(dims.map_or(0, SmallVec::capacity))?;
        Ok(value)
    }

    /// `TypeProto`.
    fn value_type(&mut self, mut message: Message, value: &mut ValueInfo) -> Result<()> {
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Bytes(tensor)) => self.tensor_type(tensor, value)?,
                // Sequences, maps, opaque types, sparse tensors and optional values.
                (4 | 5 | 7..=9, Value::Bytes(_)) => value.not_a_tensor = true,
                _ => {}
            }
        }
        Ok(())
    }

    /// `TypeProto.Tensor`.
    fn tensor_type(&mut self, mut message: Message, value: &mut ValueInfo) -> Result<()> {
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Varint(data_type)) => value.data_type = int32(data_type),
                (2, Value::Bytes(shape)) => {
                    self.shape(shape, value.dims.get_or_insert_default())?
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// `TensorShapeProto`.
    fn shape(&mut self, mut message: Message, dims: &mut SmallVec<[Dim; 4]>) -> Result<()> {
        while let Some(field) = self.wire.field(&mut message)? {
            if let (1, Value::Bytes(dim)) = field {
                dims.push(self.dim(dim)?);
                self.at_most(dims.len() as u64, &DIMS)?;
            }
        }
        Ok(())
    }

    /// `TensorShapeProto.Dimension`.
    fn dim(&mut self, mut message: Message) -> Result<Dim> {
        let mut dim = Dim::Unknown;
        while let Some(field) = self.wire.field(&mut message)? {
            match field {
                (1, Value::Varint(size)) => dim = Dim::Known(size.cast_signed()),
                (2, Value::Bytes(text)) => {
                    let symbol = self.name(&text)?;
                    dim = if symbol.is_empty() { Dim::Unknown } else { Dim::Symbol(symbol) };
                }
                _ => {}
            }
        }
        Ok(dim)
    }

    /// Counts one more tensor.
    fn count_tensor<T>(&mut self) -> Result<()> {
        self.counts.tensors += 1;
        self.at_most(self.counts.tensors, &TENSORS)?;
        self.keep::<T>(1)
    }
}

/// Adds to a list; the caller knows that it is short.
fn add<T>(list: &mut Vec<T>, item: T) -> bool {
    list.push(item);
    true
}
